import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, type LogFields, silentLogger } from '../base/index.ts';
import { DevNoticeS2c, HeartbeatC2s, QueryTimeS2c } from './gate.messages.ts';
import { LeftOutReport } from './left-out-report.ts';
import { LEFT_OUT_REPORT_MIN } from './limits.ts';
import { MessageCounters } from './session-pressure.ts';

test('left out report: at the bound one line says how many messages, and which; below it there is none', () => {
  const counters = new MessageCounters(new Counters(), 'messages_left_out');
  const lines: { readonly text: string; readonly fields: LogFields | undefined }[] = [];
  const log = { ...silentLogger, warn: (text: string, fields?: LogFields) => void lines.push({ text, fields }) };
  const report = new LeftOutReport(counters, log);
  const leaveOut = (type: Parameters<MessageCounters['add']>[0], count: number): void => {
    for (let index = 0; index < count; index++) counters.add(type);
  };
  report.report();
  leaveOut(QueryTimeS2c, LEFT_OUT_REPORT_MIN - 1);
  report.report();
  assert.equal(lines.length, 0);
  leaveOut(QueryTimeS2c, 30);
  leaveOut(HeartbeatC2s, LEFT_OUT_REPORT_MIN);
  leaveOut(DevNoticeS2c, 1);
  report.report();
  assert.equal(lines.length, 1);
  assert.match(lines[0]?.text ?? '', new RegExp(`left without ${LEFT_OUT_REPORT_MIN + 31} messages`));
  assert.deepEqual(Object.entries(lines[0]?.fields ?? {}), [
    [HeartbeatC2s.name, LEFT_OUT_REPORT_MIN],
    [QueryTimeS2c.name, 30],
    [DevNoticeS2c.name, 1],
  ]);
  report.report();
  assert.equal(lines.length, 1, 'what was said is not said again');
});
