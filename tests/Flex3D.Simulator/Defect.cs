namespace Flex3D.Simulator;

/// <summary>Mistakes that are made on purpose, to show that the simulator finds them.</summary>
internal enum Defect
{
    None,
    CountsDuplicates,
    CountsLateShards,
    CommitsEarly,
    LosesQuarantined,
    ForgetsTheLedger,
    NeverSendsAgain,
    NoFileFlush,
    NoFolderFlush,
    WritesInPlace,
    DeletesBeforeSaving,
    ResumesUnverified,
    ResumesFromTheOldest,
    DoesNotTakeOver,
    SavesTheModelBefore,
    SavesWithoutSums,
    SavesTooRarely,
}
