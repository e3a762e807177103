// A schema with every field type of the wire: single, in lists and in records.

const TYPES = [
  'int32',
  'uint32',
  'sint32',
  'sfixed32',
  'fixed32',
  'int64',
  'uint64',
  'sint64',
  'sfixed64',
  'fixed64',
  'float',
  'double',
  'bool',
  'string',
  'bytes',
];

const WIDTHS = ['int32', 'uint32'].flatMap((type) => [8, 16].map((width) => ({ type, width })));

function scalars(label: string, options = ''): string {
  const plain = TYPES.map(
    (type, index) => `  ${label}${type} f_${type} = ${index + 1}${isPackable(type) ? options : ''};`,
  );
  if (options !== '') return plain.join('\n');
  const narrow = WIDTHS.map(
    ({ type, width }, index) => `  ${label}${type} f_${type}_${width} = ${index + 30} [(jadegate.width) = ${width}];`,
  );
  return [...plain, ...narrow].join('\n');
}

function isPackable(type: string): boolean {
  return type !== 'string' && type !== 'bytes';
}

export const EVERY_TYPE = `
message scalars_s2c {
  option (jadegate.message) = {id: 1};
${scalars('')}
}
message lists_s2c {
  option (jadegate.message) = {id: 2};
${scalars('repeated ')}
}
message unpacked_s2c {
  option (jadegate.message) = {id: 3};
${scalars('repeated ', ' [packed = false]')}
}
message point { int32 x = 1; sint64 y = 2; bool on = 3; }
message named { string name = 1; point at = 2; repeated point path = 3; }
message nothing {}
message texts { repeated string items = 1; }
message keyed {
  int32 key = 1;
  oneof value {
    option (jadegate.keyed_by) = "key";
    int32 number = 2 [(jadegate.keyed_case) = {keys: [{from: 0, to: 9}, {from: 100, to: 100}]}];
    named record = 3 [(jadegate.keyed_case) = {keys: [{from: 10, to: 19}]}];
    texts list = 4 [(jadegate.keyed_case) = {keys: [{from: 20, to: 29}], list: true}];
    bytes data = 5 [(jadegate.keyed_case) = {keys: [{from: -5, to: -1}]}];
    double real = 6 [(jadegate.keyed_case) = {keys: [{from: 200, to: 2147483647}]}];
  }
  string after = 7;
}
message records_s2c {
  option (jadegate.message) = {id: 4};
  point first = 1;
  nothing none = 2;
  named second = 3;
  keyed third = 4;
  repeated named list = 16;
  repeated keyed keyed_list = 3000;
  message inner { int32 z = 1; }
  inner nested = 536870911;
}
`;
