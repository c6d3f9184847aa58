using System.Net;

namespace Flex3D.Pipeline.Serving;

/// <summary>What the user asks of <c>flex3d serve</c>.</summary>
/// <param name="Root">The folder of the runs.</param>
/// <param name="Address">The address that is listened at.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
internal sealed record ServeRequest(string Root, IPAddress Address, int Port)
{
    /// <summary>The word that every request has to know; null where only this machine is answered, and every user of it.</summary>
    public string? Token { get; init; }

    /// <summary>Whether nothing can be started or stopped.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Names by which browsers may call this machine, besides localhost, such as that of a proxy.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}
