namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A particle file that names micrographs.</summary>
public sealed class MicrographTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-micrographs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData(2, "12 particles held out (all of 6 of 32 micrographs)", "half-sets of 32 and 32 particles, drawn by whole micrographs", ", all of 6 micrographs", "true")]
    [InlineData(16, "12 particles held out (drawn by image: fewer than 5 of 4 micrographs have about so many)", ", drawn by image", "12 particles were kept out of training. ", "false")]
    public async Task Held_out_particles_and_half_sets_have_whole_micrographs_where_there_are_enough(int each, string held, string halves, string summary, string prepared)
    {
        int row = 0;
        string[] lines = [.. File.ReadLines(Path.Combine(tiny.Folder, "particles.star")).Select(line => line.Contains('@') ? $"{line} mic{row++ / each}.mrc" : line)];
        int last = Array.FindLastIndex(lines, line => line.StartsWith("_rln", StringComparison.Ordinal));
        File.WriteAllLines(In("particles.star"), [.. lines[..(last + 1)], "_rlnMicrographName", .. lines[(last + 1)..]]);
        File.WriteAllText(In("m.yaml"), $"""
            seed: 1
            inputs: {"{"}particles: {In("particles.star")}, map: {Path.Combine(tiny.Folder, "consensus.mrc")}, dataDir: {tiny.Folder}{"}"}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 1, warmUpEpochs: 1, batchSize: 16, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 1, halfSets: draw}"}
            """);
        string said = await Flex.DoneAsync("run", In("m.yaml"), "--out", In("run"));
        said.ShouldContain(held);
        said.ShouldContain(halves);
        File.ReadAllText(In("run/summary.txt")).ShouldContain(summary);
        string json = File.ReadAllText(In("run/prep/prepared.json"));
        json.ShouldContain($"\"largest\": {each}");
        json.ShouldContain($"\"halfSetsByMicrograph\": {prepared}");
        await Flex.DoneAsync("verify", In("run"));
    }
}
