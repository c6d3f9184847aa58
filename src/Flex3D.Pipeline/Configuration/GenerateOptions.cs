namespace Flex3D.Pipeline.Configuration;

/// <summary>Maps along the motion.</summary>
internal sealed record GenerateOptions
{
    [Setting("Maps along each latent axis, an odd number so that the middle is one", Min = 1, Max = 1001)]
    public int Frames { get; init; } = 21;

    [Setting("Reach along each axis to both sides, in standard deviations of the latents", Min = 0, AboveMin = true, Max = 10)]
    public double Range { get; init; } = 2;

    [Setting("Latents to make maps at: CSV with one row a map", Auto = "along each axis", IsPath = true)]
    public string? Latents { get; init; }

    [Setting("Points of a path through latent space: CSV; frames are spread along it", Auto = "along each axis", IsPath = true)]
    public string? Path { get; init; }

    [Setting("Move the merged high-resolution map rather than the canonical one of training")]
    public bool HighResolution { get; init; } = true;
}
