namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of a whole pipeline: its inputs, its device, and its steps.</summary>
internal sealed record PipelineOptions
{
    [Setting("Name of the run, for its summary and plots")]
    public string Name { get; init; } = "flex3d";

    [Setting("Seed of all random numbers; the same seed gives the same bytes", Min = 0)]
    public long Seed { get; init; } = 1;

    [Setting("Device to compute on; the command flex3d devices lists the choices", Auto = "the first of CUDA, OpenCL and cpu that passes the test at start-up")]
    public DeviceName? Device { get; init; }

    [Setting("Number of threads to compute with", Min = 1, Max = 1024, Auto = "all cores")]
    public int? Threads { get; init; }

    [Setting("Memory for image buffers: at least one buffer for each thread and one more; does not change results", Auto = "two buffers for each thread")]
    public ByteSize? Memory { get; init; }

    [Setting("Largest number of shards that wait before each stage of the graph; does not change results", Min = 1, Max = 100_000, Auto = "one for each thread")]
    public int? Queue { get; init; }

    [Setting("Folder on a local disk to which training copies prepared images while it runs; does not change results", Auto = "images are read from the folder of prep", IsPath = true)]
    public string? Scratch { get; init; }

    [Setting("Limit on what is copied to the scratch folder, where at most 90 % of the free space is used; further images are read from the folder of prep", Auto = "90 % of the free space")]
    public ByteSize? ScratchSize { get; init; }

    [Setting("Folder of an earlier run; results and inputs that this run lacks are taken from it, or from the run that it names in turn", Auto = "no earlier run", IsPath = true)]
    public string? From { get; init; }

    [Setting("What is read")]
    public InputOptions Inputs { get; init; } = new();

    [Setting("Checkpoints, and the handling of faults")]
    public SafetyOptions Safety { get; init; } = new();

    [Setting("Particles with known motion, made from structures")]
    public SimulateOptions? Simulate { get; init; }

    [Setting("Training images, cropped and normalised, and the solvent mask")]
    public PrepOptions? Prep { get; init; }

    [Setting("The tetrahedral mesh")]
    public MeshOptions? Mesh { get; init; }

    [Setting("The motion, the canonical map and each particle's latents")]
    public TrainOptions? Train { get; init; }

    [Setting("Half-maps at full size, flexible and rigid, and their FSC")]
    public ReconstructOptions? Reconstruct { get; init; }

    [Setting("Local and directional resolution of the half-maps, and sharpened and locally filtered maps")]
    public FinishOptions? Finish { get; init; }

    [Setting("Maps along the motion")]
    public GenerateOptions? Generate { get; init; }

    [Setting("Atoms or points moved by the flow")]
    public DeformOptions? Deform { get; init; }
}
