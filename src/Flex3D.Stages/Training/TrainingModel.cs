using Flex3D.Stages.Engine;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Holds what a worker needs of a training to evaluate a shard: one committed state of the model, and the settings of its epoch.</summary>
/// <param name="Version">Which state it is.</param>
/// <param name="Flexed">The model.</param>
/// <param name="Rigid">Its control without flow.</param>
/// <param name="Settings">Of the epoch.</param>
/// <param name="TestsMotion">Whether the predictive gain of held-out particles is measured in it.</param>
public sealed record TrainingModel(ModelVersion Version, ModelSnapshot Flexed, ModelSnapshot Rigid, EpochSettings Settings, bool TestsMotion);
