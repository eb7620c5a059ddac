"""Which network addresses may be written to from here: public ones, and those that the operator names."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What `is_global` lets through although it is no address of anybody's web server: multicast, relays of 6to4, the
# metadata service of a cloud that stands on a public address.
_NOT_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Within the unicast space: Teredo and its neighbours, documentation, 6to4. Outside it nothing is public at all.
_UNICAST = IPv6Network("2000::/3")
_NOT_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_TRANSLATED = IPv6Network("64:ff9b::/96")
_ISATAP = {0x00005EFE, 0x02005EFE}


def networks(named: str) -> Sequence[Network]:
    """Networks as an operator lists them, commas between. Raises ValueError."""
    return tuple(ip_network(one.strip()) for one in named.split(",") if one.strip())


def may_reach(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether anything may be sent to the address: it is public, or the operator allows its network."""
    carried = embedded(address)
    if any(one in network for network in allowed for one in {address, carried or address}):
        return True
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_V4)
    if carried is not None:  # the address that the packets really go to decides
        return may_reach(carried)
    public = address in _UNICAST and address.is_global and not _tunnelled(address)
    return public and not any(address in network for network in _NOT_V6)


def embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, where it is mapped or translated."""
    if isinstance(address, IPv4Address):
        return None
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _tunnelled(address: IPv6Address) -> bool:
    """ISATAP carries an IPv4 address in its lower half, behind any prefix."""
    return (int(address) >> 32) & 0xFFFFFFFF in _ISATAP


def address_of(text: str) -> Address:
    """An address as the resolver gives it; a zone (`fe80::1%eth0`) names an interface of this machine, not a place.

    Raises ValueError.
    """
    return ip_address(text.partition("%")[0])
