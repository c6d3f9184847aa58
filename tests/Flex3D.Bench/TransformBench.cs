using System.Numerics;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Bench;

/// <summary>Fourier transforms and the flow network on one core, beside the time the arithmetic alone would take.</summary>
/// <remarks>
/// Arithmetic: a real transform of n numbers counts as 2.5 n log₂ n additions and multiplications (the usual convention), at two
/// vector instructions a cycle; a layer as one multiply-add a weight and row, two of which a cycle.
/// </remarks>
internal static class TransformBench
{
    public static void Run()
    {
        double clock = Stopwatches.ClockGigahertz();
        int lanes = Vector<float>.Count < 16 && System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 16 : Vector<float>.Count;
        double starts = 2 * lanes * clock; // per ns
        Console.WriteLine();
        Console.WriteLine("transforms and network; ns per pixel, or per row of the network");
        Console.WriteLine($"{"case",-27} {"operator",-22} {"items",7} {"ns",9} | {"arithmetic",10} | {"of floor",8}");
        foreach (int n in (int[])[40, 48, 64, 128])
        {
            var fft = new RealFft2(n);
            float[] image = Numbers(n * n), re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength], scratch = new float[fft.ScratchLength];
            double floor = 2.5 * Math.Log2((double)n * n) / starts;
            Row($"image of {n}²", "transform", n * n, floor, () => fft.Forward(image, re, im, scratch));
            Row($"image of {n}²", "inverse", n * n, floor, () => fft.Inverse(re, im, image, scratch));
        }
        foreach (int n in (int[])[64, 128])
        {
            var fft = new RealFft3(n);
            float[] map = Numbers(n * n * n), re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength];
            double floor = 2.5 * Math.Log2((double)n * n * n) / starts;
            Row($"map of {n}³", "transform", n * n * n, floor, () => fft.Forward(map, re, im));
            Row($"map of {n}³", "inverse", n * n * n, floor, () => fft.InverseOverwriting(re, im, map));
        }
        foreach (int vertices in (int[])[400, 1500])
        {
            const int Batch = 32;
            var architecture = new FlowArchitecture(2, 6, 64, vertices, anchored: true);
            var network = new FlowNetwork(architecture);
            FlowWorkspace workspace = network.CreateWorkspace(Batch);
            float[] parameters = network.Initialise(1), gradient = new float[parameters.Length];
            float[] latents = Numbers(2 * Batch), flows = new float[Batch * 3 * vertices];
            double floor = (5 * 64.0 * 64 + 64 * 3.0 * vertices) / starts;
            Row($"6 × 64, {vertices} vertices", "forward", Batch, floor, () => network.Forward(parameters, latents, Batch, flows, workspace));
            Row($"6 × 64, {vertices} vertices", "forward + adjoint", Batch, 3 * floor, () =>
            {
                network.Forward(parameters, latents, Batch, flows, workspace);
                network.Backward(parameters, Batch, flows, gradient, default, workspace);
            });
        }
    }

    private static void Row(string name, string what, int items, double floor, Action action)
    {
        (double seconds, bool stable) = Stopwatches.Least(action, 0.3);
        double ns = seconds * 1e9 / items;
        Console.WriteLine($"{name,-27} {what,-22} {items,7} {ns,9:f2} | {floor,10:f2} | {floor / ns,8:p0}{(stable ? "" : " unstable")}");
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i * 7919 % 1000 / 1000f - 0.5f)];
}
