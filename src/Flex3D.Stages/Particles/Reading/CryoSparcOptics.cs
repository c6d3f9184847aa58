using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Builds the optics groups of a cryoSPARC dataset: particles of one exposure group, microscope, pixel size, box and set of aberrations are one group.</summary>
internal sealed class CryoSparcOptics(CsFile file, ParticleReadOptions options)
{
    /// <summary>The largest number of different sets of aberrations: each has tables of phases in memory, and exposures of a session have some hundred at most.</summary>
    public const int MostAberrations = 1000;

    private readonly Dictionary<(double, double, double, double, double, double, CryoSparcAberrations), int> _numbers = [];
    private readonly HashSet<CryoSparcAberrations> _aberrations = [];
    private readonly List<OpticsGroup> _groups = [];
    private readonly bool _hasAberrations = !options.IgnoreAberrations && CryoSparcAberrations.Columns.Any(file.Has);

    /// <summary>The groups found so far; the list grows while rows are read.</summary>
    public IReadOnlyList<OpticsGroup> Groups => _groups;

    /// <summary>Whether the particles have a CTF.</summary>
    public bool HasCtf { get; } = file.Has("ctf/df1_A");

    /// <summary>Returns the index of the group of a row.</summary>
    /// <exception cref="InputException">A value of the row is impossible.</exception>
    public int GroupOf(int row)
    {
        double Number(string name, double missing, int element = 0) => file.Has(name) ? CryoSparcColumns.Finite(file, name, row, element) : missing;
        double pixel = CryoSparcColumns.Positive(file, "blob/psize_A", row);
        double voltage = HasCtf ? CryoSparcColumns.Positive(file, "ctf/accel_kv", row) : 300, cs = HasCtf ? Number("ctf/cs_mm", 0) : 0;
        double contrast = HasCtf ? Number("ctf/amp_contrast", options.AmplitudeContrast ?? 0) : 1;
        double box = Number("blob/shape", 0, file.Has("blob/shape") ? file.Elements("blob/shape") - 1 : 0);
        double exposure = Number("ctf/exp_group_id", 1);
        CryoSparcAberrations aberrations = _hasAberrations ? CryoSparcAberrations.Of(file, row) : CryoSparcAberrations.None;
        if (!_numbers.TryGetValue((exposure, voltage, cs, contrast, pixel, box, aberrations), out int group))
        {
            _numbers[(exposure, voltage, cs, contrast, pixel, box, aberrations)] = group = _groups.Count;
            _aberrations.Add(aberrations);
            _groups.Add(aberrations.AddTo(new OpticsGroup
            {
                Number = (int)Math.Min(exposure, int.MaxValue),
                Name = string.Create(CultureInfo.InvariantCulture, $"exposureGroup{exposure}"),
                VoltageKilovolt = voltage,
                SphericalAberrationMillimetre = cs,
                AmplitudeContrast = contrast,
                PixelSizeAngstrom = pixel,
                Box = (int)box,
            }));
        }
        return group;
    }

    /// <summary>Checks that aberrations are those of exposure groups.</summary>
    /// <param name="row">The row read last.</param>
    /// <exception cref="InputException">There are more than <see cref="MostAberrations"/> sets.</exception>
    public void RequireFew(int row)
    {
        if (_aberrations.Count > MostAberrations)
        {
            throw new InputException(file.Path, $"row {row + 1}", $"more than {MostAberrations} different sets of aberrations (ctf/tilt_A, trefoil_A, tetra_A, anisomag)", "the aberrations of exposure groups, which many particles share",
                "refine them by exposure group in cryoSPARC (Exposure Group Utilities, Global CTF Refinement), or leave them out on purpose (inputs.ignoreAberrations)");
        }
    }
}
