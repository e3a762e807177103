// The comments above messages and fields; they become the comments of the generated types.
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';

// Field numbers in descriptor.proto: the path of a location consists of these and of indexes.
const FILE_MESSAGE = 4;
const MESSAGE_FIELD = 2;
const MESSAGE_ONEOF = 8;

/** By full name: `package.message` and `package.message.field`. */
export function commentsOf(file: FileDescriptorProto): Map<string, string> {
  const comments = new Map<string, string>();
  const prefix = file.package === '' ? '' : `${file.package}.`;
  for (const location of file.sourceCodeInfo?.location ?? []) {
    if (location.leadingComments === '') continue;
    const name = nameAt(file, location.path);
    if (name !== null) comments.set(prefix + name, location.leadingComments.trim());
  }
  return comments;
}

function nameAt(file: FileDescriptorProto, path: readonly number[]): string | null {
  const [first, messageIndex, second, memberIndex] = path;
  if (first !== FILE_MESSAGE || messageIndex === undefined) return null;
  const message = file.messageType[messageIndex];
  if (message === undefined) return null;
  if (path.length === 2) return message.name;
  if (path.length !== 4 || memberIndex === undefined) return null;
  if (second === MESSAGE_FIELD) return `${message.name}.${message.field[memberIndex]?.name}`;
  if (second === MESSAGE_ONEOF) return `${message.name}.${message.oneofDecl[memberIndex]?.name}`;
  return null;
}
