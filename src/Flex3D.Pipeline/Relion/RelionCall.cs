using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Relion;

/// <summary>The command line with which RELION calls the executable of an External job: <c>--o External/job012/ --in_parts … --in_3dref … --in_mask … --LABEL VALUE … --j J</c>.</summary>
/// <remarks>A label is the name of a setting (<see cref="LooseSettings"/>); one without a value is a switch. Paths are relative to the project, RELION's working folder.</remarks>
internal sealed class RelionCall
{
    private const string OutputLabel = "o", PosesLabel = "poses";
    private static readonly string[] s_steps = ["prep", "mesh", "train", "reconstruct", "generate"];

    // Inputs of RELION's window, with the settings they are; null for those that a flexible refinement has no use for.
    private static readonly Dictionary<string, string?> s_inputs = new()
    {
        ["in_parts"] = "inputs.particles",
        ["in_3dref"] = "inputs.map",
        ["in_mask"] = "inputs.mask",
        ["j"] = "threads",
        ["in_movies"] = null,
        ["in_mics"] = null,
        ["in_coords"] = null,
        ["pipeline_control"] = null, // which RELION adds to the commands of its own programs
    };

    private readonly List<(string Label, List<string> Values)> _given = [];

    /// <summary>Whether a command line is such a call.</summary>
    public static bool Is(IReadOnlyList<string> args) => args.Count > 0 && args[0] == "--" + OutputLabel;

    /// <summary>Splits a command line into labels and values.</summary>
    /// <exception cref="InputException">It does not name the job's folder, or begins with a value.</exception>
    public RelionCall(IReadOnlyList<string> args)
    {
        foreach (string word in args)
        {
            if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
            {
                _given.Add((word[2..], []));
            }
            else if (_given.Count == 0)
            {
                throw new InputException("the command line", null, $"'{word}'", "--o and the folder of a RELION job first", "flex3d relion --help shows the call");
            }
            else
            {
                _given[^1].Values.Add(word);
            }
        }
        Output = _given.FirstOrDefault(entry => entry.Label == OutputLabel).Values is [var folder] ? folder
            : throw new InputException("the command line", null, "no --o with a folder", "--o External/jobNNN/, as RELION gives it", "flex3d relion --help shows the call");
    }

    /// <summary>The job's folder, as RELION names it.</summary>
    public string Output { get; }

    /// <summary>The particle file, as RELION names it; null where none is given.</summary>
    public string? Particles => _given.FirstOrDefault(entry => entry.Label == "in_parts").Values is [var file] ? file : null;

    /// <summary>The poses to write, as the window names them with the parameter <c>poses</c>, which is no setting of the run; null where it is not given.</summary>
    /// <exception cref="InputException">The parameter has no value, or several.</exception>
    public string? Poses => _given.FirstOrDefault(entry => entry.Label == PosesLabel).Values switch
    {
        null => null,
        [var poses] => poses,
        var others => throw new InputException("--" + PosesLabel, null, others.Count == 0 ? "no value" : $"'{string.Join(' ', others)}'", "auto, given or refined"),
    };

    /// <summary>The inputs that are given and not used.</summary>
    public IEnumerable<string> Unused => _given.Where(entry => entry.Label.StartsWith("in_", StringComparison.Ordinal) && s_inputs.GetValueOrDefault(entry.Label, "") is null).Select(entry => "--" + entry.Label);

    /// <summary>Returns the settings that are given, each with its key.</summary>
    /// <exception cref="InputException">A label names no setting.</exception>
    public IReadOnlyList<(string Key, SettingDefinition Setting, string Value, string Option)> Settings() =>
    [
        .. from entry in _given
           where entry.Label is not (OutputLabel or PosesLabel)
           let name = s_inputs.GetValueOrDefault(entry.Label, entry.Label)
           where name is not null
           let found = LooseSettings.Find(name, s_steps)
           select (found.Key, found.Setting, TypedSetting.ToYaml(entry.Values, found.Setting), "--" + entry.Label),
    ];

    /// <summary>Returns the pipeline: prep, mesh, train, reconstruct and generate with the settings that are given.</summary>
    /// <exception cref="InputException">There are no particles, or a setting is unknown or has a wrong value.</exception>
    public PipelineOptions Pipeline()
    {
        if (Particles is null)
        {
            throw new InputException("the command line", null, "no --in_parts with a file", "the particles of a 3D refinement", "fill in 'Input particles' of the External job");
        }
        return PipelineFile.FromSettings([
            ("name", TypedSetting.ToYaml([Output.TrimEnd('/')], SettingSchema.Of(typeof(PipelineOptions)).First(setting => setting.Name == "name")), "--" + OutputLabel),
            .. s_steps.Select(step => (step, "{}", step)),
            .. Settings().Select(entry => (entry.Key, entry.Value, entry.Option)),
        ]);
    }
}
