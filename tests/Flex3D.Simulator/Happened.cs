namespace Flex3D.Simulator;

/// <summary>What is counted.</summary>
internal enum Happened
{
    Runs,
    FileOperations,
    ProcessesKilled,
    PowerCuts,
    TornWrites,
    FileFaults,
    ShardFaults,
    MessagesLost,
    MessagesDoubled,
    DuplicatesDropped,
    Checkpoints,
    CheckpointsInsideSteps,
    Resumes,
    Stops,
    GivenUp,
    RottenCheckpoints,
    RottenCheckpointsRefused,
}
