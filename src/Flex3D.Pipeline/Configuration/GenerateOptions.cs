namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of the generate step, which makes maps along the motion.</summary>
internal sealed record GenerateOptions
{
    [Setting("Number of maps along each latent axis; an odd number, so that one of them is in the middle", Min = 1, Max = 1001)]
    public int Frames { get; init; } = 21;

    [Setting("How far the maps reach along each axis to both sides, in standard deviations of the latents", Min = 0, AboveMin = true, Max = 10)]
    public double Range { get; init; } = 2;

    [Setting("Latents to make maps at: CSV with one row for each map", Auto = "along each axis", IsPath = true)]
    public string? Latents { get; init; }

    [Setting("Path through latent space: CSV with its points; the maps are spread along it", Auto = "along each axis", IsPath = true)]
    public string? Path { get; init; }

    [Setting("Move the merged high-resolution map; if false, the canonical map of training")]
    public bool HighResolution { get; init; } = true;

    [Setting("Frame of the maps: molecule takes out a turn and shift of the molecule as a whole, poses keeps it as the particles' poses have it")]
    public FlowFrame Frame { get; init; }
}
