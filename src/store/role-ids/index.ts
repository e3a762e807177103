// Door of the role ids: how servers issue them. It opens no store, so that a module which uses it does not load one.
export { RoleIdAllocator } from './role-id-allocator.ts';
