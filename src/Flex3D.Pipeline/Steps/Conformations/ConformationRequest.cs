using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>The conformations that a user asks for: at given latents, along a path, a motion or an axis, on a grid, at clusters or peaks.</summary>
internal sealed record ConformationRequest
{
    /// <summary>The most frames.</summary>
    public const int MostFrames = 100_000;

    /// <summary>The number of standard deviations that an axis or a grid reaches to both sides, if the user does not say.</summary>
    public const double UsualRange = 2;

    /// <summary>CSV with the latents of each frame.</summary>
    public string? Latents { get; init; }

    /// <summary>CSV with points, between which frames are on straight lines.</summary>
    public string? Path { get; init; }

    /// <summary>Latents at which a path along the density begins and ends: numbers between commas.</summary>
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>Particles through whose latents a path along the density goes.</summary>
    public IReadOnlyList<string> Particles { get; init; } = [];

    /// <summary>Number of the principal motion to go along, from 0.</summary>
    public int? Motion { get; init; }

    /// <summary>Number of the latent axis to go along, from 0.</summary>
    public int? Axis { get; init; }

    /// <summary>The number of nodes along two axes, such as 5x5.</summary>
    public string? Grid { get; init; }

    /// <summary>The two axes of the grid; empty for the first two in use.</summary>
    public IReadOnlyList<int> GridAxes { get; init; } = [];

    /// <summary>The number of clusters.</summary>
    public int? Clusters { get; init; }

    /// <summary>The number of density peaks; 0 to find it.</summary>
    public int? Peaks { get; init; }

    /// <summary>The number of frames along a path, a motion or an axis.</summary>
    public int Frames { get; init; } = 41;

    /// <summary>How far frames reach to both sides, in standard deviations.</summary>
    public double? Range { get; init; }

    /// <summary>How far frames reach along a motion to both sides, Å RMS over the molecule.</summary>
    public double? Angstrom { get; init; }

    /// <summary>Whether every particle counts, and not a sample.</summary>
    public bool NeedsEveryParticle => From is not null || To is not null || Particles.Count > 0 || Clusters is not null || Peaks is not null;

    /// <summary>Refuses options that contradict each other, and numbers out of their range.</summary>
    /// <param name="command">The name of the command, for messages.</param>
    public void Check(string command)
    {
        (string Option, bool Given)[] ways =
        [
            ("--latents", Latents is not null), ("--path", Path is not null), ("--from and --to", From is not null || To is not null), ("--particles", Particles.Count > 0), ("--motion", Motion is not null),
            ("--axis", Axis is not null), ("--grid", Grid is not null), ("--clusters", Clusters is not null), ("--peaks", Peaks is not null),
        ];
        string[] given = [.. ways.Where(way => way.Given).Select(way => way.Option)];
        Require(given.Length <= 1, command, string.Join(", ", given), "one of them", "each says which conformations to make");
        Require((From is null) == (To is null), From is null ? "--to" : "--from", $"no {(From is null ? "--from" : "--to")}", "both ends of a path", "give the latents of both, such as --from -0.5,0 --to 0.5,0.1");
        Require(Angstrom is null || Motion is not null, "--angstrom", "no --motion", "the motion along which to go", "axes of latent space have no unit: give --range");
        Require(Angstrom is null || Range is null, "--angstrom", "--range", "one of them");
        Require(Angstrom is null or (> 0 and < 10_000), "--angstrom", FormattableString.Invariant($"{Angstrom}"), "a length above 0 Å");
        Require(Range is null or (>= 0 and <= 100), "--range", FormattableString.Invariant($"{Range}"), "a number of standard deviations from 0 to 100");
        Require(Frames is >= 1 and <= MostFrames, "--frames", $"{Frames}", $"1 to {MostFrames}");
        Require(GridAxes.Count == 0 || Grid is not null, "--axes", "no --grid", "the size of the grid", "such as --grid 5x5");
    }

    private static void Require(bool holds, string option, string found, string expected, string? advice = null)
    {
        if (!holds)
        {
            throw new InputException(option, null, found, expected, advice);
        }
    }
}
