namespace Flex3D.Stages.Results.Report;

/// <summary>What the page of a run shows; parts that a run has not are null or empty, and the page is without them.</summary>
public sealed record ReportContent
{
    /// <summary>The results that the summary reports.</summary>
    public required MotionReportInput Summary { get; init; }

    /// <summary>Pictures of the run, the most telling first.</summary>
    public IReadOnlyList<ReportPicture> Pictures { get; init; } = [];

    /// <summary>The surfaces to turn and play.</summary>
    public SurfaceScene? Surfaces { get; init; }

    /// <summary>A picture of the surface (PNG), for print and where there are no scripts.</summary>
    public byte[]? Still { get; init; }

    /// <summary>The particles of <c>latents.csv</c>.</summary>
    public ParticleSample? Particles { get; init; }

    /// <summary>The Fourier shell correlation of the half-maps.</summary>
    public FscPlot? Fsc { get; init; }

    /// <summary>The epochs of the training.</summary>
    public IReadOnlyList<LossEpoch> Epochs { get; init; } = [];

    /// <summary>Density at each vertex of the mesh, by which displacements are weighted.</summary>
    public float[] Density { get; init; } = [];

    /// <summary>What the check of the inputs warned of: what was found, the numbers that show it, and what to do; null where the inputs were not checked.</summary>
    public IReadOnlyList<(string Text, string Evidence, string Remedy)>? InputWarnings { get; init; }

    /// <summary>Settings, inputs and versions.</summary>
    public RunFacts Facts { get; init; } = new();
}

/// <summary>A picture of a run.</summary>
/// <param name="File">Its path in the run folder, such as <c>plots/fsc.png</c>.</param>
/// <param name="Image">The bytes of an SVG or PNG file.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Caption">Explanation, a sentence or two.</param>
public sealed record ReportPicture(string File, byte[] Image, string Heading, string Caption);

/// <summary>The curves of the half-maps, corrected for the mask, and what the images of training could show.</summary>
/// <param name="BoxAngstrom">Edge of the box, Å: shell k is at the spatial frequency k over it.</param>
/// <param name="Rigid">FSC of the maps without motion, from shell 0.</param>
/// <param name="Flexed">FSC of the maps with the motion taken out.</param>
/// <param name="TrainingNyquistAngstrom">The finest detail that images of the training box hold, Å: two of their pixels.</param>
public sealed record FscPlot(double BoxAngstrom, IReadOnlyList<double> Rigid, IReadOnlyList<double> Flexed, double TrainingNyquistAngstrom);

/// <summary>How a run was made, without what changes from one machine or folder to the next.</summary>
public sealed record RunFacts
{
    /// <summary>Version of the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>Settings that are not at their default: key, value, and what it sets.</summary>
    public IReadOnlyList<(string Key, string Value, string What)> Settings { get; init; } = [];

    /// <summary>Settings that were <c>auto</c>: key, the value that was chosen, and why.</summary>
    public IReadOnlyList<(string Key, string Value, string Why)> Chosen { get; init; } = [];

    /// <summary>Files that were read: path, bytes and hash.</summary>
    public IReadOnlyList<(string Path, long Bytes, string Hash)> Inputs { get; init; } = [];

    /// <summary>Names and versions of the software.</summary>
    public IReadOnlyList<(string Name, string Version)> Versions { get; init; } = [];

    /// <summary>Commands with which to go on, in which RUN stands for the run folder, and what each does.</summary>
    public IReadOnlyList<(string Command, string What)> Commands { get; init; } = [];
}
