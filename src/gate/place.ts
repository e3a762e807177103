// Where a role is, and what others see of it at once. The module that has the map sets an object of its own, which stays current
// while the role walks.
export interface Place {
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
  readonly level: number;
  readonly gender: number;
  readonly classType: number;
}
