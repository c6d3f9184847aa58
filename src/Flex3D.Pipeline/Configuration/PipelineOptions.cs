namespace Flex3D.Pipeline.Configuration;

/// <summary>A whole pipeline: what it reads, what it runs on, and the steps it has.</summary>
internal sealed record PipelineOptions
{
    [Setting("Name of the run, for its summary and plots")]
    public string Name { get; init; } = "flex3d";

    [Setting("Seed of everything random; the same seed gives the same bytes", Min = 0)]
    public long Seed { get; init; } = 1;

    [Setting("Device that computes; flex3d devices lists them", Auto = "the first of CUDA, OpenCL and cpu that proves itself")]
    public DeviceName? Device { get; init; }

    [Setting("Threads that compute", Min = 1, Max = 1024, Auto = "all cores")]
    public int? Threads { get; init; }

    [Setting("Memory for image buffers, at least one a thread and one to fill; does not change results", Auto = "two buffers a thread")]
    public ByteSize? Memory { get; init; }

    [Setting("Shards that may wait before each stage of the graph; does not change results", Min = 1, Max = 100_000, Auto = "one a thread")]
    public int? Queue { get; init; }

    [Setting("Folder on a local disk where training keeps a copy of the prepared images while it runs; does not change results", Auto = "read where prep left them", IsPath = true)]
    public string? Scratch { get; init; }

    [Setting("Most that is copied to the scratch folder, and never more than 90 % of what is free there; further images are read where prep left them", Auto = "90 % of what is free")]
    public ByteSize? ScratchSize { get; init; }

    [Setting("Folder of an earlier run: results and inputs that this one lacks come from it, or from the run it names in turn", Auto = "no other run", IsPath = true)]
    public string? From { get; init; }

    [Setting("What is read")]
    public InputOptions Inputs { get; init; } = new();

    [Setting("Checkpoints, and what is done about faults")]
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

    [Setting("Maps along the motion")]
    public GenerateOptions? Generate { get; init; }

    [Setting("Atoms or points moved by the flow")]
    public DeformOptions? Deform { get; init; }
}
