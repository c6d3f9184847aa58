using Flex3D.Stages.Comparison;

namespace Flex3D.Stages.Results.Comparing;

/// <summary>What the page that compares runs shows.</summary>
public sealed record ComparisonContent
{
    /// <summary>Name of each run.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The answers in whole sentences, one text for each pair; up to three stand at the top.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>Sentences that limit what the answers say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Facts of each run.</summary>
    public required ComparisonTable About { get; init; }

    /// <summary>Settings in which the runs differ: a column for each run.</summary>
    public required ComparisonTable Settings { get; init; }

    /// <summary>The agreement of the motions, a row for each pair and region.</summary>
    public required ComparisonTable Motions { get; init; }

    /// <summary>The directions of the motions, a row for each pair.</summary>
    public required ComparisonTable Directions { get; init; }

    /// <summary>Held-out particles, a row for each pair.</summary>
    public required ComparisonTable HeldOut { get; init; }

    /// <summary>The resolutions, a row for each run.</summary>
    public required ComparisonTable Resolutions { get; init; }

    /// <summary>What the plots of two runs show, for each pair whose motions were compared.</summary>
    public IReadOnlyList<PairPlot> Pairs { get; init; } = [];

    /// <summary>The differences on held-out particles.</summary>
    public IReadOnlyList<(string Name, PairedDifference Difference)> Differences { get; init; } = [];

    /// <summary>The curves of the half-maps of the runs that have been reconstructed.</summary>
    public IReadOnlyList<RunCurves> Curves { get; init; } = [];
}

/// <summary>A table of texts.</summary>
/// <param name="Headings">Heading of each column.</param>
/// <param name="Rows">Cells of each row.</param>
public sealed record ComparisonTable(string[] Headings, IReadOnlyList<string[]> Rows);

/// <summary>What the plots of two runs show.</summary>
/// <param name="First">Name of the first run.</param>
/// <param name="Second">Name of the second run.</param>
/// <param name="Parts">How far parts of the density move in both.</param>
/// <param name="FirstCoordinates">Place of each sampled particle along the main motion of the first run, Å RMS; empty where one of them does not move.</param>
/// <param name="SecondCoordinates">The same in the second run.</param>
public sealed record PairPlot(string First, string Second, IReadOnlyList<PartMotion> Parts, float[] FirstCoordinates, float[] SecondCoordinates);

/// <summary>The Fourier shell correlation of the half-maps of a run, corrected for its mask.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="BoxAngstrom">Edge of the box, Å: shell k is at the spatial frequency k over it.</param>
/// <param name="Flexed">FSC with the motion taken out, from shell 0.</param>
/// <param name="Rigid">FSC without motion.</param>
public sealed record RunCurves(string Name, double BoxAngstrom, IReadOnlyList<double> Flexed, IReadOnlyList<double> Rigid);
