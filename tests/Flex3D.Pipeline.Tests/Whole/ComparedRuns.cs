namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Trained runs on the tiny particles: on all, on all with a stiffer mesh, and on the first and the second half of the table.</summary>
public sealed class ComparedRuns(TinyParticles tiny) : IAsyncLifetime
{
    private const string Training = "{epochs: 2, warmUpEpochs: 1, batchSize: 16, layers: 2, width: 32";
    private readonly string _root = Directory.CreateTempSubdirectory("flex3d-compared-").FullName;

    public string All => In("all");

    public string Stiffer => In("stiffer");

    public string First => In("first");

    public string Second => In("second");

    public string In(string name) => Path.Combine(_root, name);

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(In("all.yaml"), $"from: {tiny.Run}\nname: All of them\nprep:\nmesh: {{cellSize: 20}}\ntrain: {Training}}}\nreconstruct: {{iterations: 2}}\n");
        await Flex.DoneAsync("run", In("all.yaml"), "--out", All);
        File.WriteAllText(In("stiffer.yaml"), $"from: {All}\ntrain: {Training}, lambda: 3}}\n");
        await Flex.DoneAsync("run", In("stiffer.yaml"), "--out", Stiffer);
        await Part(First, "0-31");
        await Part(Second, "32-63");
    }

    private async Task Part(string run, string rows)
    {
        File.WriteAllText(run + ".txt", rows + "\n");
        File.WriteAllText(run + ".yaml", $"from: {tiny.Run}\ninputs: {{select: {run}.txt}}\nprep:\nmesh: {{cellSize: 20}}\ntrain: {Training}}}\n");
        await Flex.DoneAsync("run", run + ".yaml", "--out", run);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
