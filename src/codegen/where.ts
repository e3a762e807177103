// The place of a declaration, as errors name it.
import type { DescField, DescMessage } from '@bufbuild/protobuf';

export function whereOf(desc: DescMessage | DescField): string {
  const message = desc.kind === 'message' ? desc : desc.parent;
  return `${message.file.name}.proto: ${message.name}${desc.kind === 'message' ? '' : `.${desc.name}`}`;
}
