// The order in which modules start: each after the modules whose offers it uses, otherwise as the game lists them. What cannot be
// ordered is an error that names the modules and says what to change.

import type { AnyOffer } from '../actor/index.ts';
import { GateError } from './gate-error.ts';
import type { AnyModule } from './module.ts';

/** `given` is offered by the process itself. Throws `GateError`. */
export function orderByUse(modules: readonly AnyModule[], given: readonly AnyOffer[] = []): readonly AnyModule[] {
  const makers = makersOf(modules, given);
  const ordered = new Set<AnyModule>();
  const open: AnyModule[] = [];
  const visit = (module: AnyModule): void => {
    if (ordered.has(module)) return;
    if (open.includes(module)) throw cycleOf([...open.slice(open.indexOf(module)), module]);
    open.push(module);
    for (const offer of module.uses) {
      const maker = makers.get(offer);
      if (maker === undefined) throw missingOf(module, offer);
      if (maker !== null && maker !== module) visit(maker);
    }
    open.pop();
    ordered.add(module);
  };
  for (const module of modules) visit(module);
  return [...ordered];
}

/** Which module makes which offer; null for the process. */
function makersOf(modules: readonly AnyModule[], given: readonly AnyOffer[]): ReadonlyMap<AnyOffer, AnyModule | null> {
  const makers = new Map<AnyOffer, AnyModule | null>(given.map((offer) => [offer, null]));
  for (const module of modules) {
    for (const { offer } of module.offers) {
      const first = makers.get(offer);
      if (first !== undefined) {
        const other = first === null ? 'the server itself' : `module '${first.name}'`;
        const what = `module '${module.name}' offers '${offer.name}', which ${other} offers too`;
        throw new GateError('offer-twice', `${what}: leave one of them out`);
      }
      makers.set(offer, module);
    }
  }
  return makers;
}

function missingOf({ name }: AnyModule, offer: AnyOffer): GateError {
  const what = `module '${name}' uses the offer '${offer.name}', which no module of this game has`;
  return new GateError('offer-missing', `${what}: add a module that offers it, or leave '${name}' out`);
}

function cycleOf(path: readonly AnyModule[]): GateError {
  const names = path.map(({ name }) => `'${name}'`).join(' uses ');
  const advice = 'move what they share into a module that both of them use';
  return new GateError('offer-cycle', `modules use each other's offers in a circle (${names}): ${advice}`);
}
