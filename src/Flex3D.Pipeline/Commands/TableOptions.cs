using System.CommandLine;
using Flex3D.Pipeline.Tables;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options that <c>select</c> and <c>convert</c> share.</summary>
internal sealed class TableOptions
{
    private const string Given = "given", Refined = "refined";

    /// <summary>Datasets with further columns.</summary>
    public Option<string[]?> Passthrough { get; } = new("--passthrough")
    {
        Description = "Files with further columns of the particles of a .cs file, joined by uid [default: found beside the file if it lacks columns]",
        HelpName = "CS",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _group = new("--group") { Description = "Beside a .cs file also write its .csg, with which cryoSPARC's Import Result Group takes the particles and their latents" };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the output if it exists" };

    private readonly Option<bool> _ignore = new("--ignore-aberrations") { Description = "Leave out beam tilt and aberrations between STAR and .cs; without it, those of orders that the other program has not are refused" };

    private readonly Option<string> _poses = new("--poses")
    {
        Description = "Poses to write: given, those of the input of the run, or refined, those that it re-estimated (train.refinePoses), in place of them, and its defocus values (train.refineDefocus)",
        HelpName = "given|refined",
        DefaultValueFactory = _ => Given,
    };

    /// <summary>The options, to be added to a command.</summary>
    public IEnumerable<Option> All => [Passthrough, _poses, _group, _overwrite, _ignore];

    /// <summary>Returns the output with the options given.</summary>
    /// <param name="namedBy">The option or argument that names the file.</param>
    /// <exception cref="InputException"><c>--poses</c> is neither of its values.</exception>
    public TableOutput Output(ParseResult parsed, string path, string namedBy) => new(path, namedBy, parsed.GetValue(_overwrite), parsed.GetValue(_group), parsed.GetValue(_ignore), parsed.GetValue(_poses) switch
    {
        Given => false,
        Refined => true,
        var other => throw new InputException("--poses", null, $"'{other}'", $"{Given} or {Refined}"),
    });
}
