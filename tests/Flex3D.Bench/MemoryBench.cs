namespace Flex3D.Bench;

/// <summary>Peak resident memory of prep, mesh, train and, where that is asked for, reconstruct with 10,000 and with many particles: it is to be the same within 5 %.</summary>
/// <remarks>
/// 500 images of 32 pixels, named again and again by a real STAR file. Mesh and minibatch are given, since the automatic ones
/// rightly grow with the data; training is one epoch of flow and the closing embedding, a
/// reconstruction one iteration.
/// </remarks>
internal static class MemoryBench
{
    private const int Few = 10_000;

    public static int Run(int many, bool reconstruct)
    {
        using var particles = new BenchParticles(500, 32, 3);
        Console.WriteLine($"{"particles",10} {"peak MB",9} {"seconds",8}");
        double few = Measure(particles, Few, reconstruct), lots = Measure(particles, many, reconstruct);
        Console.WriteLine($"{many:N0} particles take {lots / few:f3} times the memory of {Few:N0}");
        return lots / few < 1.05 ? 0 : 1;
    }

    private static double Measure(BenchParticles particles, int rows, bool reconstruct)
    {
        string pipeline = particles[$"memory{rows}.yaml"], run = particles[$"run{rows}"];
        File.WriteAllLines(pipeline,
        [
            "name: memory",
            "threads: 2",
            $"inputs: {{ particles: {particles.Repeated(rows)}, map: {particles.Map}, mask: {particles.Mask} }}",
            "prep: { trainingBox: 16 }",
            "mesh: { cells: 6 }",
            "train: { latentDimension: 1, layers: 2, width: 32, epochs: 1, warmUpEpochs: 1, batchSize: 500, lambda: 0.5, halves: shared }",
            .. reconstruct ? (string[])["reconstruct: { iterations: 1 }"] : [],
        ]);
        (double peak, double seconds) = FlexProgram.Run("run", pipeline, "--out", run);
        Console.WriteLine($"{rows,10} {peak,9:f0} {seconds,8:f1}");
        Directory.Delete(run, recursive: true);
        return peak;
    }
}
