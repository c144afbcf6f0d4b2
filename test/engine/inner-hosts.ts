/* How people spell addresses that nobody may have called. */

/** IPv4 addresses of this machine, this network and the clouds' inner services, which nobody may have called. */
const inner4 = [
  '127.0.0.1',
  '127.0.0.2',
  '127.1.2.3',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '192.168.255.255',
  '169.254.169.254',
  '169.254.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '100.100.100.200',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '192.88.99.1',
  '192.175.48.1',
]
const octets = (address: string) => address.split('.').map(Number)
const number = (address: string) => octets(address).reduce((sum, o) => sum * 256 + o, 0)
const hex = (n: number, width = 2) => n.toString(16).padStart(width, '0')
/** Ways to write one IPv4 address that some reader of addresses understands. */
const spellings4 = (address: string): string[] => {
  const [a, b, c, d] = octets(address) as [number, number, number, number]
  const n = number(address)
  return [
    address,
    `${address}.`,
    String(n),
    `0x${hex(n, 8)}`,
    `0${n.toString(8)}`,
    [a, b, c, d].map((o) => `0x${hex(o)}`).join('.'),
    [a, b, c, d].map((o) => `0${o.toString(8)}`).join('.'),
    `0x${hex(a)}.0${b.toString(8)}.${c}.${d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `[::ffff:${address}]`,
    `[::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${address}]`,
    `[2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::1]`,
    `[2001:0:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::${hex(a ^ 255)}${hex(b ^ 255)}:${hex(c ^ 255)}${hex(d ^ 255)}]`,
    `[::ffff:0:${address}]`,
    `[fe80::5efe:${address}]`,
    address.replaceAll('.', '。'),
    address.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    encodeURI(address).replace('.', '%2e'),
  ]
}
const inner6 = [
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[fe80::1]',
  '[fe80::1%25lo]',
  '[fe80::1%lo]',
  '[fc00::1]',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '[ff05::2]',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[2001:2::1]',
  '[5f00::1]',
  '[4000::1]',
  '[::ffff:0:0]',
  '[2620:4f:8000::1]',
]

/** Every spelling of every inner address, and the names of this machine. */
export const innerHosts: readonly string[] = [
  ...inner4.flatMap(spellings4),
  ...inner6,
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  'ip6-localhost',
]
