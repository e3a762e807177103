// Where password hashes are kept, as the password provider sees it. Hashes are PHC strings (`$argon2id$…`); the password
// itself never reaches the book.

export interface PasswordBook {
  /** The account's hash, or null when there is no such account. Rejects when it cannot tell. */
  find(account: string): Promise<string | null>;
  /**
   * Replaces the hash `from` by `to` (a stronger hash of the same password). False when the account's hash is not
   * `from` any more: the password was changed meanwhile, and that change must stand.
   */
  save(account: string, change: { readonly from: string; readonly to: string }): Promise<boolean>;
}
