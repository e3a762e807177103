// How far each server has reserved role ids. The ids before `next` were issued, or are issued without another reservation.
import { integer } from './column.ts';
import { defineTable } from './table.ts';

/** `next` is the first role number that no block holds. */
export const roleIdBlock = defineTable({
  name: 'jadegate_role_id',
  kind: 'disc',
  columns: { serverId: integer(), next: integer() },
  key: ['serverId'],
});
