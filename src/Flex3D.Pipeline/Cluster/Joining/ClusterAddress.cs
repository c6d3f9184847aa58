using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Cluster.Joining;

/// <summary>Where a head or worker listens.</summary>
/// <param name="Host">Name or address of the interface.</param>
/// <param name="Port">Port; 0 for any that is free.</param>
internal readonly record struct ClusterAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST[:PORT]</c>.</summary>
    /// <param name="option">The option that the text is from.</param>
    /// <param name="needsPort">Whether there must be a port.</param>
    /// <exception cref="InputException">It is no such address.</exception>
    public static ClusterAddress Parse(string text, string option, bool needsPort)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon], port = colon < 0 ? "0" : text[(colon + 1)..];
        bool valid = host.Length > 0 && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        return valid && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 65535 && (number > 0 || !needsPort)
            ? new(host, number)
            : throw new InputException(option, null, $"'{text}'", needsPort ? "HOST:PORT, or the file that the head wrote (RUN/cluster.json)" : "HOST or HOST:PORT, where HOST is a name or IPv4 address of this machine", "an example: 10.0.0.5:7400");
    }

    /// <summary>Returns the addresses that a name stands for, such as that of a service of Kubernetes without an address of its own; both sides must call a node by the same one, so names are not sent.</summary>
    /// <exception cref="SocketException">The name is unknown, or stands for no IPv4 address.</exception>
    public IReadOnlyList<ClusterAddress> Resolved()
    {
        int port = Port;
        return [.. Dns.GetHostAddresses(Host, AddressFamily.InterNetwork).Select(address => new ClusterAddress(address.ToString(), port))];
    }

    /// <summary>Refuses a host that is no interface of this machine.</summary>
    /// <param name="option">The option that the address is from.</param>
    /// <exception cref="InputException">This machine cannot listen there.</exception>
    public void RequireHere(string option)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(Dns.GetHostAddresses(Host, AddressFamily.InterNetwork)[0], 0));
        }
        catch (SocketException e)
        {
            throw new InputException(option, null, $"{Host}, where this machine cannot listen ({e.Message})", "a name or address of an interface of this machine", "an example: 10.0.0.5", e);
        }
    }

    /// <summary>Returns the address of this machine by which another is reached.</summary>
    /// <exception cref="InputException">The other machine's name is unknown, or there is no way to it.</exception>
    public static string InterfaceTowards(ClusterAddress other)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(other.Host, other.Port); // sends nothing
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException e)
        {
            throw new InputException("--join", null, $"{other}, to which there is no way from here ({e.Message})", "the address of the head", "name this machine's interface with --bind", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
