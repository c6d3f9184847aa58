using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>What a worker is told.</summary>
/// <param name="Join">The head's address, or the path of the file that it wrote, of its run folder, or of a folder of several run folders.</param>
internal sealed record WorkerRequest(string Join)
{
    /// <summary>The file with the secret; null if the head's file has it.</summary>
    public string? Secret { get; init; }

    /// <summary>Interface to listen at; null for the one that leads to the head.</summary>
    public string? Bind { get; init; }

    /// <summary>Compute threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Device; null to choose.</summary>
    public DeviceName? Device { get; init; }

    /// <summary>The folder in which it keeps what it has read of the files of a run through the head; null where it reads them itself.</summary>
    public string? Scratch { get; init; }

    /// <summary>Whether it looks for the next run when one is done.</summary>
    public bool Stay { get; init; }

    /// <summary>How long to look for a head that is not there; a worker that stays looks on for ever.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(10);
}
