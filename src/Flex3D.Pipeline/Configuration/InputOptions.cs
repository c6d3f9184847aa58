using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Configuration;

/// <summary>The files a run reads. Paths in a pipeline file are relative to that file.</summary>
internal sealed record InputOptions
{
    [Setting("Particles with poses and CTF: a RELION .star or cryoSPARC .cs file, a cryoSPARC result group (.csg), or the folder of a cryoSPARC or RELION job, whose map and mask are used if none are given", Auto = "those of the simulate step", IsPath = true)]
    public string? Particles { get; init; }

    [Setting("Particles to read: those that another .star or .cs file lists, the rows (from 0) that a .txt or .csv file lists, or the rows for which an expression on the file's columns is true", Auto = "all", IsPath = true, PathEndings = ParticleSelection.FileEndings)]
    public string? Select { get; init; }

    [Setting("Consensus map (MRC); of any box and voxel size, as it is resampled to the images' grid", Auto = "that of the job of the particles, or of the simulate step", IsPath = true)]
    public string? Map { get; init; }

    [Setting("Solvent mask (MRC, 0 to 1 or to another largest value such as 255); of any box and voxel size", Auto = "that of the job of the particles, or made from the map by prep", IsPath = true)]
    public string? Mask { get; init; }

    [Setting("Voxel size of the consensus map, where its header is wrong", Unit = "Å", Min = 0.01, Max = 1000, Auto = "that of its header or, where that is missing or within 3 % of it, the particles'")]
    public double? MapPixelSize { get; init; }

    [Setting("Folder to which the stack names in the particle file are relative", Auto = "found from the particle file", IsPath = true)]
    public string? DataDir { get; init; }

    [Setting("Beginning to remove from the stack names in the particle file, such as the project folder of another machine", Auto = "names are used as they are")]
    public string? StripPrefix { get; init; }

    [Setting("Stack to read in place of stacks that the particle file names and that are not found", Auto = "such a file is refused", IsPath = true)]
    public string? Stack { get; init; }

    [Setting("Files with further columns of the particles of a .cs file, joined by uid: the job's passthrough file", Auto = "the one of the job, or beside the .cs file, if the file lacks columns", IsPath = true)]
    public IReadOnlyList<string>? Passthrough { get; init; }

    [Setting("Amplitude contrast of the particles, where their file does not give it", Min = 0, Max = 1, Auto = "such a file is refused")]
    public double? AmplitudeContrast { get; init; }

    [Setting("Read a particle file without defocus values, and treat its images as unaffected by the microscope's CTF (simulated projections, for example)")]
    public bool AllowMissingCtf { get; init; }

    [Setting("Leave out the beam tilt, trefoil, tetrafoil (Zernike terms) and anisotropic magnification that the particle file gives")]
    public bool IgnoreAberrations { get; init; }

    [Setting("Mask (MRC) of the part that must not move, such as a micelle or nanodisc: the flow is exactly 0 in it, and mesh.micelleWidth says how it rises outside", Auto = "everything may move", IsPath = true)]
    public string? MicelleMask { get; init; }

    [Setting("Initial latents: CSV, STAR, .cs or NumPy .npy file with one row for each particle (a 3D variability analysis, cryoDRGN, RECOVAR, an earlier run); they are centred and scaled if they do not fit the range of the search, unless train.freezeLatents is always", Auto = "all zero", IsPath = true)]
    public string? Latents { get; init; }

    /// <summary>Returns these inputs and, for those not given, the ones of an earlier run. Settings that belong to the earlier particle file are left out if another file is given.</summary>
    public InputOptions Over(InputOptions earlier)
    {
        InputOptions fitting = Particles is null ? earlier : earlier with { DataDir = null, StripPrefix = null, Stack = null, Latents = null, Select = null, Passthrough = null, AmplitudeContrast = null, AllowMissingCtf = false, IgnoreAberrations = false };
        return new InputOptions
        {
            Particles = Particles ?? fitting.Particles,
            Select = Select ?? fitting.Select,
            Map = Map ?? fitting.Map,
            Mask = Mask ?? fitting.Mask,
            MapPixelSize = MapPixelSize ?? (Map is null ? fitting.MapPixelSize : null),
            DataDir = DataDir ?? fitting.DataDir,
            StripPrefix = StripPrefix ?? fitting.StripPrefix,
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
