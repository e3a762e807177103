// What a ref refers to, in names: as a hook `gone` has it.
import { assert } from '../base/index.ts';
import type { OwnerKey } from '../store/index.ts';
import { isPartRef, KEY, PART } from './part-ref.ts';
import type { AnyRef } from './ref.ts';

export function nameOfRef(ref: AnyRef): { readonly name: string; readonly key: OwnerKey } {
  assert(isPartRef(ref), 'a ref is one that `actor()` has made, or `self.me`');
  // A ref is made with a key of an owner.
  return { name: ref[PART].name, key: ref[KEY] as OwnerKey };
}
