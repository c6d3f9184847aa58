using System.Diagnostics;
using System.Globalization;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Numerics.Lanes;
using Flex3D.Stages.Priors;

namespace Flex3D.Bench;

/// <summary>What a box with larger prime factors costs beside a fast one, and which radix a large prime is best done by; all in interleaved pairs on one core.</summary>
internal static unsafe class BoxBench
{
    private const int Pairs = 15;
    private const double MaskRadius = 0.2; // of the box: 3 % of its volume

    /// <param name="pairs">Boxes, two by two: each is held against the one after it.</param>
    public static void Run(IReadOnlyList<int> pairs)
    {
        Console.WriteLine($"{"box",5} {"beside",6} {"operator",-34} | {"ms",8} {"ms",8} | {"ratio",6}");
        for (int i = 0; i + 1 < pairs.Count; i += 2)
        {
            (int n, int other) = (pairs[i], pairs[i + 1]);
            (Action Forward, Action Inverse) a = Transforms(n), b = Transforms(other);
            Row(n, other, "transform", a.Forward, b.Forward);
            Row(n, other, "inverse", a.Inverse, b.Inverse);
            (Action Energy, Action Gradient) one = ImagePath(n), two = ImagePath(other);
            Row(n, other, "image: project, energy", one.Energy, two.Energy);
            Row(n, other, "image: project, filter, adjoint", one.Gradient, two.Gradient);
        }
    }

    /// <summary>The two ways to do a prime, on lines of twice the prime.</summary>
    public static void Primes()
    {
        Console.WriteLine($"{"prime",5} | {"direct, ns a number",19} {"Rader",8} | {"ratio",6}");
        foreach (int prime in Enumerable.Range(7, 250).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)))
        {
            (double direct, double rader, double ratio) = Compare(Lines(2 * prime, convolve: false), Lines(2 * prime, convolve: true));
            double numbers = 2 * prime * (int)LaneWidths.Best;
            Console.WriteLine($"{prime,5} | {direct * 1e9 / numbers,19:f2} {rader * 1e9 / numbers,8:f2} | {ratio,6:f2}");
        }
    }

    private static void Row(int n, int other, string name, Action a, Action b)
    {
        (double one, double two, double ratio) = Compare(a, b);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,5} {other,6} {name,-34} | {one * 1e3,8:f3} {two * 1e3,8:f3} | {ratio,6:f2}"));
    }

    // Medians of the seconds of a call, and of the ratios of neighbouring measurements.
    private static (double A, double B, double Ratio) Compare(Action a, Action b)
    {
        for (int round = 0; round < 3; round++)
        {
            for (int call = 0; call < 32; call++)
            {
                a();
                b();
            }
            Thread.Sleep(150); // the compiler's turn: it takes a method up after thirty calls, twice
        }
        int calls = Math.Max(1, (int)(0.05 / Seconds(a, 1)));
        double[] ones = new double[Pairs], twos = new double[Pairs];
        for (int pair = 0; pair < Pairs; pair++)
        {
            bool first = pair % 2 == 0;
            double here = Seconds(first ? a : b, calls), there = Seconds(first ? b : a, calls);
            (ones[pair], twos[pair]) = first ? (here, there) : (there, here);
        }
        return (Stopwatches.Median(ones), Stopwatches.Median(twos), Stopwatches.Median([.. ones.Zip(twos, (x, y) => x / y)]));
    }

    private static double Seconds(Action action, int calls)
    {
        long began = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            action();
        }
        return Stopwatch.GetElapsedTime(began).TotalSeconds / calls;
    }

    private static (Action Forward, Action Inverse) Transforms(int n)
    {
        var fft = new RealFft2(n);
        float[] image = Numbers(n * n), back = new float[n * n], re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength], scratch = new float[fft.ScratchLength];
        return (() => fft.Forward(image, re, im, scratch), () => fft.Inverse(re, im, back, scratch));
    }

    // A ball that does not move, one image.
    private static (Action Energy, Action Gradient) ImagePath(int n)
    {
        var mask = new DensityMap(n, 1);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double x = i % n - n / 2, y = i / n % n - n / 2, z = i / n / n - n / 2;
            mask.Values[i] = x * x + y * y + z * z < MaskRadius * n * MaskRadius * n ? 1 : 0;
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = 20 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        var problem = new EngineProblem(n, 1, mesh, binding, new FlowArchitecture(2, 2, 32, mesh.VertexCount, true));
        var evaluator = new SimdShardEvaluator(problem);
        evaluator.SetModel(new ModelSnapshot(Numbers(binding.Voxels.Length), null, PriorStrengths.None));
        var shard = new ImageShard(n, 1);
        shard.Count = 1;
        Numbers(shard.SpectrumLength).CopyTo(shard.TargetReal, 0);
        Numbers(shard.SpectrumLength).CopyTo(shard.TargetImaginary, 0);
        Numbers(shard.SpectrumLength).CopyTo(shard.Weight, 0);
        float[] pose = [.36f, .48f, -.8f, -.8f, .6f, 0, n / 2 + .3f, n / 2 - .2f], gradient = new float[binding.Voxels.Length], latents = new float[2];
        pose.CopyTo(shard.Pose, 0);
        shard.Contrast[0] = 1;
        var energies = new CandidateEnergy[1];
        return (() => evaluator.Evaluate(shard, latents, 1, energies), () => evaluator.AccumulateMapGradient(shard, latents, gradient, energies));
    }

    private static Action Lines(int length, bool convolve) => LaneWidths.Best switch
    {
        LaneWidth.Sixteen => Lines<Lane512>(length, convolve),
        LaneWidth.Eight => Lines<Lane256>(length, convolve),
        _ => Lines<Lane128>(length, convolve),
    };

    private static Action Lines<TLane>(int length, bool convolve)
        where TLane : unmanaged, ILane<TLane>
    {
        var fft = new ComplexFft(length, convolve);
        int part = length * TLane.Width;
        float[] data = GC.AllocateArray<float>(4 * part + fft.ScratchLength(TLane.Width) + 16, pinned: true);
        Numbers(2 * part).CopyTo(data, 0);
        return () =>
        {
            fixed (float* start = data)
            {
                float* at = RealFft2.Align(start);
                fft.Run<TLane>(at, at + part, TLane.Width, at + 2 * part, at + 3 * part, TLane.Width, at + 4 * part);
            }
        };
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i * 7919L % 1000 / 1000f - 0.5f)];
}
