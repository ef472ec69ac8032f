/** What a folder is good for as a workspace. */
export type Checkout =
  | { readonly kind: 'missing' }
  | { readonly kind: 'no_folder' }
  | { readonly kind: 'no_repository' }
  /** A worktree begins at a commit. */
  | { readonly kind: 'no_commit' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** `changes`: files that are changed and not committed, or new. */
  | { readonly kind: 'repository'; readonly changes: number };
