import { expect, it } from '@jest/globals';
import { isCommit, isEnd, PgMessages } from '../../support/chaos/pg-messages.ts';

function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}    ${body}`);
  bytes.writeInt32BE(bytes.length - type.length, type.length);
  return bytes;
}

it('cuts what a client says into messages, wherever the pieces break', () => {
  const said = Buffer.concat([message('', '\0\x03\0\0user'), message('Q', 'BEGIN\0'), message('Q', 'COMMIT\0')]);
  for (let at = 0; at <= said.length; at += 1) {
    const messages = new PgMessages('client');
    const heard = [...messages.push(said.subarray(0, at)), ...messages.push(said.subarray(at))];
    expect(heard.map(({ type }) => type)).toEqual(['', 'Q', 'Q']);
    expect(heard.map(isCommit)).toEqual([false, false, true]);
    expect(Buffer.concat(heard.map(({ bytes }) => bytes))).toEqual(said);
  }
});

it('knows the end of a transaction, either way, and no other answer', () => {
  const said = [message('C', 'COMMIT\0'), message('C', 'ROLLBACK\0'), message('C', 'INSERT 0 1\0'), message('Z', 'I')];
  const heard = [...new PgMessages('server').push(Buffer.concat(said))];
  expect(heard.map(isEnd)).toEqual([true, true, false, false]);
});
