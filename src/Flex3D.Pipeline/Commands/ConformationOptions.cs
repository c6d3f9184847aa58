using System.CommandLine;
using Flex3D.Pipeline.Steps.Conformations;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options by which a user says which conformations to make maps of.</summary>
internal sealed class ConformationOptions
{
    private readonly Option<string?> _latents = new("--latents") { Description = "At given latents: CSV with the header z0,z1,… and one row for each frame", HelpName = "CSV" };

    private readonly Option<string?> _path = new("--path") { Description = "On straight lines between points of latent space: CSV with the header z0,z1,…", HelpName = "CSV" };

    private readonly Option<string?> _from = new("--from") { Description = "From this latent to that of --to, on a path where particles are", HelpName = "z0,z1,…" };

    private readonly Option<string?> _to = new("--to") { Description = "The end of the path of --from", HelpName = "z0,z1,…" };

    private readonly Option<string[]> _particles = new("--particles")
    {
        Description = "From one particle to the next, on a path where particles are (numbered from 0: lines of latents.csv)",
        HelpName = "n,n,…",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _motion = new("--motion") { Description = "Along a principal motion, 0 for the main one (motion0 of latents.csv), evenly spaced in Å [default range: the particles' 5th to 95th percentile]", HelpName = "n" };

    private readonly Option<double?> _angstrom = new("--angstrom") { Description = "How far the frames reach along --motion to both sides of the middle, Å RMS over the molecule", HelpName = "x" };

    private readonly Option<int?> _axis = new("--axis") { Description = "Along a latent axis [default: 0]", HelpName = "n" };

    private readonly Option<string?> _grid = new("--grid") { Description = "On a grid over two latent axes", HelpName = "5x5" };

    private readonly Option<string?> _axes = new("--axes") { Description = "The two axes of --grid [default: the first two along which particles differ]", HelpName = "n,n" };

    private readonly Option<int?> _clusters = new("--clusters") { Description = "At so many clusters of the particles' latents (k-means), at the particle nearest to the centre of each", HelpName = "n" };

    private readonly Option<int?> _peaks = new("--peaks") { Description = "At the peaks of the density of the particles' latents; n says how many [default: those with a valley between them]", HelpName = "n", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<int> _frames = new("--frames") { Description = "Frames along a path, a motion or an axis", HelpName = "n", DefaultValueFactory = _ => 41 };

    private readonly Option<double?> _range = new("--range") { Description = "How far the frames reach to both sides, in standard deviations of the particles [default: 2 along an axis or a grid]", HelpName = "x" };

    /// <summary>The options, to be added to a command.</summary>
    public IEnumerable<Option> All => [_motion, _angstrom, _axis, _grid, _axes, _particles, _from, _to, _clusters, _peaks, _latents, _path, _frames, _range];

    /// <summary>Returns what was asked for.</summary>
    public ConformationRequest Of(ParseResult parsed) => new()
    {
        Latents = parsed.GetValue(_latents),
        Path = parsed.GetValue(_path),
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
        Particles = parsed.GetValue(_particles)!,
        Motion = parsed.GetValue(_motion),
        Angstrom = parsed.GetValue(_angstrom),
        Axis = parsed.GetValue(_axis),
        Grid = parsed.GetValue(_grid),
        GridAxes = parsed.GetValue(_axes) is { } axes ? [.. axes.Split(',').Select(axis => int.TryParse(axis, out int number) ? number : -1)] : [],
        Clusters = parsed.GetValue(_clusters),
        Peaks = parsed.GetResult(_peaks) is null ? null : parsed.GetValue(_peaks) ?? 0,
        Frames = parsed.GetValue(_frames),
        Range = parsed.GetValue(_range),
    };
}
