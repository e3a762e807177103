// Reads the options of `jadegate/options.proto` from descriptors. They are extensions, known only from the descriptor
// set itself, so their values are untyped; they are checked here once.
import type { DescExtension, DescField, DescMessage, DescOneof, FileRegistry } from '@bufbuild/protobuf';
import { getOption, hasOption } from '@bufbuild/protobuf';
import { z } from 'zod';
import type { Delivery } from '../wire/index.ts';
import { CodegenError } from './codegen-error.ts';

/** By the numbers of `jadegate.State`. */
const STATES = ['', 'connected', 'authing', 'roleListing', 'entering', 'gaming'] as const;
/** By the numbers of `jadegate.Delivery`; the first is the default. */
const DELIVERIES: readonly Delivery[] = ['reliable', 'reliable', 'latest', 'droppable'];

const messageRules = z.object({
  id: z.number(),
  states: z.array(z.number()),
  delivery: z.number(),
  rate: z.object({ perSecond: z.number(), burst: z.number() }).optional(),
  // A schema older than these options has none.
  key: z.string().default(''),
  datagram: z.boolean().default(false),
});
const keyedCase = z.object({ keys: z.array(z.object({ from: z.number(), to: z.number() })), list: z.boolean() });

export type MessageRules = NonNullable<ReturnType<OptionReader['messageRules']>>;
export type OptionReader = ReturnType<typeof createOptionReader>;

export function createOptionReader(registry: FileRegistry) {
  const message = extension(registry, 'message');
  const width = extension(registry, 'width');
  const keyed = extension(registry, 'keyed_case');
  const keyedBy = extension(registry, 'keyed_by');
  // A baseline may be older than these options, and so contain fields without them.
  const maxLength = registry.getExtension('jadegate.max_length');
  const maxElementLength = registry.getExtension('jadegate.max_element_length');
  return {
    messageRules(desc: DescMessage) {
      if (!hasOption(desc, message)) return null;
      const rules = messageRules.parse(getOption(desc, message));
      return {
        id: rules.id,
        /** Undefined for a state that this version does not know, as is the delivery. */
        states: rules.states.map((state) => STATES[state] || undefined),
        delivery: DELIVERIES[rules.delivery],
        rate: rules.rate === undefined ? null : { perSecond: rules.rate.perSecond, burst: rules.rate.burst },
        /** Empty for none. */
        key: rules.key,
        isDatagram: rules.datagram,
      };
    },
    width: (desc: DescField) => z.number().parse(getOption(desc, width)),
    /** Null where the field has none, as the next two. */
    maxLength: (desc: DescField) => numberOf(desc, maxLength),
    maxElementLength: (desc: DescField) => numberOf(desc, maxElementLength),
    keyedCase: (desc: DescField) => (hasOption(desc, keyed) ? keyedCase.parse(getOption(desc, keyed)) : null),
    keyedBy: (desc: DescOneof) => z.string().parse(getOption(desc, keyedBy)),
  };
}

function numberOf(desc: DescField, option: DescExtension | undefined): number | null {
  return option === undefined || !hasOption(desc, option) ? null : z.number().parse(getOption(desc, option));
}

function extension(registry: FileRegistry, name: string): DescExtension {
  const found = registry.getExtension(`jadegate.${name}`);
  if (found !== undefined) return found;
  throw new CodegenError(
    'schema-unreadable',
    `no file of the schema imports "jadegate/options.proto", or that file has no option "${name}": import the file that this version of jadegate contains`,
  );
}
