namespace Flex3D.Fuzz.Tests;
public class DumpVersions
{
    [Fact]
    public void Dump()
    {
        string to = System.IO.Path.Combine(Flex3D.Tests.SharedData.RepositoryRoot, "tests", "Flex3D.Fuzz.Tests", "Versions");
        System.IO.File.WriteAllBytes(System.IO.Path.Combine(to, "version-7-training.flexckpt"), Flex3D.Fuzz.Checkpoints.CheckpointBytes.Of(Flex3D.Fuzz.Checkpoints.TrainingSample.Sections(true)));
        System.IO.File.WriteAllBytes(System.IO.Path.Combine(to, "version-7-reconstruction.flexckpt"), Flex3D.Fuzz.Checkpoints.CheckpointBytes.Of(Flex3D.Fuzz.Checkpoints.ReconstructionSample.Sections(4, true)));
    }
}
