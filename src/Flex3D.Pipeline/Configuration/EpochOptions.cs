namespace Flex3D.Pipeline.Configuration;

/// <summary>The part of the model that an epoch updates.</summary>
internal enum EpochUpdate
{
    /// <summary>The flow network, as a rule after latents are inferred; the map is kept.</summary>
    Flow,

    /// <summary>The canonical map; flow and latents are kept.</summary>
    Map,
}

/// <summary>The settings of some successive epochs of a schedule.</summary>
internal sealed record EpochOptions
{
    [Setting("Number of such epochs, one after the other", Min = 1, Max = 10_000)]
    public int Epochs { get; init; } = 1;

    [Setting("What they update: flow, with the map kept, or map, with flow and latents kept")]
    public EpochUpdate Update { get; init; }

    [Setting("Whether the flow takes its steps after the latents of the minibatch are inferred; false keeps them", Auto = "true, but as train.freezeLatents says, and false in the flow epoch after a map that is made anew (train.centralMap)")]
    public bool? InferLatents { get; init; }

    [Setting("Learning rate of the flow network", Min = 0, AboveMin = true, Max = 1, Auto = "from train.flowLearningRate to train.flowLearningRateEnd over all epochs")]
    public double? FlowLearningRate { get; init; }

    [Setting("Step of the map over all particles, as a multiple of the distance to its best value", Min = 0, AboveMin = true, Max = 10, Auto = "three times train.mapLearningRate at first, and that in the last epoch")]
    public double? MapLearningRate { get; init; }

    [Setting("Band limit of the map", Unit = "cycles/pixel", Min = 0, AboveMin = true, Max = 0.5, Auto = "from train.frequencyStart to train.frequencyEnd over all epochs")]
    public double? Frequency { get; init; }
}
