// The place of a declaration, for error messages.
import type { DescField, DescMessage } from '@bufbuild/protobuf';

export function whereOf(desc: DescMessage | DescField): string {
  const message = desc.kind === 'message' ? desc : desc.parent;
  return `${message.file.name}.proto: ${message.name}${desc.kind === 'message' ? '' : `.${desc.name}`}`;
}
