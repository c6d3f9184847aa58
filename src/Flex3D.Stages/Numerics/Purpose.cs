namespace Flex3D.Stages.Numerics;

/// <summary>The purposes of random draws, so that no two uses share a counter.</summary>
internal static class Purpose
{
    public const ulong HeldOut = 1;
    public const ulong EpochOrder = 2;
    public const ulong SearchOrder = 3;
    public const ulong LatentNoise = 4;
    public const ulong HalfSet = 5;
    public const ulong FourierSplit = 6;
    public const ulong Calibration = 7;
    public const ulong DeviceProof = 8;
    public const ulong NoiseSample = 9;
    public const ulong ScoreFold = 10;
    public const ulong Occupancy = 11;
    public const ulong CompositionDraw = 12;
    public const ulong FlowFit = 13;
    public const ulong ClusterCentres = 14;
    public const ulong ConformationClusters = 15;
    public const ulong Subspace = 16;
    public const ulong LearningSample = 17;
    public const ulong CoordinateTrial = 18;
}
