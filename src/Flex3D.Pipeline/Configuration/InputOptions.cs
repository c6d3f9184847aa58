using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Configuration;

/// <summary>The files a run reads. Paths in a pipeline file are relative to that file.</summary>
internal sealed record InputOptions
{
    [Setting("Particles with poses and CTF: RELION .star or cryoSPARC .cs", Auto = "those of the simulate step", IsPath = true)]
    public string? Particles { get; init; }

    [Setting("Which particles to read: those of another .star or .cs, the rows (from 0) of a .txt or .csv, or where an expression on the file's columns holds", Auto = "all", IsPath = true, PathEndings = ParticleSelection.FileEndings)]
    public string? Select { get; init; }

    [Setting("Consensus map (MRC)", Auto = "that of the simulate step", IsPath = true)]
    public string? Map { get; init; }

    [Setting("Solvent mask (MRC, 0 to 1)", Auto = "made from the map by prep", IsPath = true)]
    public string? Mask { get; init; }

    [Setting("Folder that the stack names in the particle file are relative to", Auto = "found from the particle file", IsPath = true)]
    public string? DataDir { get; init; }

    [Setting("Stack that stands for the one the particle file names", Auto = "as named", IsPath = true)]
    public string? Stack { get; init; }

    [Setting("Datasets with more columns of the particles of a .cs file, joined by uid: the job's passthrough file", Auto = "no more columns", IsPath = true)]
    public IReadOnlyList<string>? Passthrough { get; init; }

    [Setting("Amplitude contrast of particles whose file does not say it", Min = 0, Max = 1, Auto = "such a file is refused")]
    public double? AmplitudeContrast { get; init; }

    [Setting("Read a particle file without defocus: its images count as free of the microscope's CTF, as simulated projections are")]
    public bool AllowMissingCtf { get; init; }

    [Setting("Read a .cs file with beam tilt, trefoil, tetrafoil or anisotropic magnification, which cannot be converted, without them")]
    public bool IgnoreAberrations { get; init; }

    [Setting("Mask of what must not move: a micelle or nanodisc (MRC)", Auto = "everything may move", IsPath = true)]
    public string? MicelleMask { get; init; }

    [Setting("Initial latents: CSV, STAR or .cs with one row a particle; centred and scaled where they do not fit, unless train.freezeLatents", Auto = "all zero", IsPath = true)]
    public string? Latents { get; init; }

    /// <summary>These inputs and, for those not given, the ones of an earlier run. What belongs to a particle file goes with it.</summary>
    public InputOptions Over(InputOptions earlier)
    {
        InputOptions fitting = Particles is null ? earlier : earlier with { DataDir = null, Stack = null, Latents = null, Select = null, Passthrough = null, AmplitudeContrast = null, AllowMissingCtf = false, IgnoreAberrations = false };
        return new InputOptions
        {
            Particles = Particles ?? fitting.Particles,
            Select = Select ?? fitting.Select,
            Map = Map ?? fitting.Map,
            Mask = Mask ?? fitting.Mask,
            DataDir = DataDir ?? fitting.DataDir,
            Stack = Stack ?? fitting.Stack,
            Passthrough = Passthrough ?? fitting.Passthrough,
            AmplitudeContrast = AmplitudeContrast ?? fitting.AmplitudeContrast,
            AllowMissingCtf = AllowMissingCtf || fitting.AllowMissingCtf,
            IgnoreAberrations = IgnoreAberrations || fitting.IgnoreAberrations,
            MicelleMask = MicelleMask ?? fitting.MicelleMask,
            Latents = Latents ?? fitting.Latents,
        };
    }
}
