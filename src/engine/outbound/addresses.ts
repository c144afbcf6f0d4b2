import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Which network addresses the server may connect to for a user. */
export type AddressRule = (address: string) => boolean

/**
 * Allows the public internet (IANA special-purpose registries, RFC 6890) and the operator's own networks, and nothing
 * else: no loopback, private, link-local, shared (CGNAT), multicast, reserved or cloud metadata address, and no IPv6
 * address that carries an IPv4 one within (mapped, compatible, 6to4, Teredo, NAT64).
 * @param networks what the operator allows beside, as CIDR by commas: `10.0.0.0/8,fd00::/8`; throws on what is none
 */
export function addressRule(networks = ''): AddressRule {
  const own = networks
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(readNetwork)
  return (text) => {
    if (!isIP(text) || text.includes('%')) return false
    const address = ipaddr.parse(text)
    if (own.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))) return true
    if (metadata.has(address.toNormalizedString())) return false
    return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast, 3))
  }
}

/** All that is given out of IPv6 lies in here (IANA IPv6 address space); what embeds IPv4 in front of it does not. */
const globalUnicast = ipaddr.IPv6.parse('2000::')

/** A cloud's machine services at an address that looks public (Azure WireServer). */
const metadata = new Set(['168.63.129.16'])

function readNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    const [address, bits] = ipaddr.parseCIDR(text)
    return [address, bits]
  } catch {
    throw new Error(`SAMPAN_ALLOW_NETWORKS holds '${text}'; it should be networks such as 10.0.0.0/8 or fd00::/8.`)
  }
}
