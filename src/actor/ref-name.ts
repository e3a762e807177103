// What a ref refers to, in names: as a hook `gone` has it.
import { assert } from '../base/index.ts';
import type { OwnerKey } from '../store/index.ts';
import { PartRef } from './actor-part.ts';
import type { AnyRef } from './ref.ts';

export function nameOfRef(ref: AnyRef): { readonly name: string; readonly key: OwnerKey } {
  assert(ref instanceof PartRef, 'a ref is one that `actor()` has made, or `self.me`');
  // A ref is made with a key of an owner.
  return { name: ref.part.name, key: ref.key as OwnerKey };
}
