using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Tests;

/// <summary>The kernels of derivative images by themselves, against the kernels that they are the adjoint of.</summary>
public sealed class SplatTangentsTests(SimulatedDevice device) : IClassFixture<SimulatedDevice>
{
    private const int Images = 2, Motions = 3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_derivative_and_the_gradient_of_the_vertices_are_adjoint(bool tiles)
    {
        var world = new SmallWorld(box: 14, particles: 1);
        SplatPlan binding = SplatPlan.Create(world.Mesh, world.Binding);
        using var arrays = new DeviceArrays(device.Accelerator);
        var kernels = new KernelSet(device.Accelerator);
        AcceleratorStream stream = device.Accelerator.DefaultStream;
        var problem = new ProblemOnDevice(arrays, world.Problem);
        var model = new ModelOnDevice(arrays, problem);
        model.Load(new DeviceStream(device.Accelerator, stream), new ModelSnapshot(world.Voxels));
        SplatViews plan = problem.Splat;
        DensityViews density = model.Density(default);
        int vertices = plan.Vertices, pixels = 14 * 14, slots = 1 + Motions;
        float[] x = Points(binding, 0), y = Points(binding, 1), vx = Random(Images * Motions * vertices, 2), vy = Random(vx.Length, 3), gradient = Random(Images * pixels, 4);
        float[] scales = [0.5f, 4, 1, 1024, 1e-3f, 2];
        ArrayView<float> qx = arrays.Copy<float>(x), qy = arrays.Copy<float>(y), images = arrays.Allocate<float>(Images * slots * pixels), plain = arrays.Allocate<float>(Images * pixels);
        var views = new TangentViews { Moving = Motions, Latents = 0, Components = 0, VelocityX = arrays.Copy<float>(vx), VelocityY = arrays.Copy<float>(vy), Scales = arrays.Copy<float>(scales) };
        ArrayView<long> sums = arrays.Allocate<long>(Images * slots * pixels);
        ArrayView<int> lost = arrays.Copy<int>(new int[Images]);
        sums.MemSetToZero(stream);
        if (tiles)
        {
            kernels.TangentTiles(stream, new(Images * plan.Chunks, kernels.GroupSize), plan, views, density, model.Shifts, qx, qy, sums);
        }
        else
        {
            kernels.Tangents(stream, Images * plan.Voxels, plan, views, density, qx, qy, sums);
        }
        kernels.ToTangentImages(stream, Images * slots * pixels, views, sums, lost, pixels, density, images);
        sums.MemSetToZero(stream);
        kernels.Project(stream, Images * plan.Voxels, plan, density, qx, qy, sums);
        kernels.ToImage(stream, Images * pixels, sums, lost, pixels, density, plain);
        ArrayView<float> corners = arrays.Allocate<float>(Images * plan.Runs * 8);
        kernels.AdjointFlow(stream, new(Groups.ForRuns(Images * plan.Runs, 2), 2), plan, Images * plan.Runs, Groups.LanesLog(2), model.Values, qx, qy, arrays.Copy<float>(gradient), corners);
        (float[] found, float[] alone, float[] back) = (Read(images), Read(plain), Read(corners));
        for (int image = 0; image < Images; image++)
        {
            double most = alone.Max(Math.Abs);
            for (int p = 0; p < pixels; p++)
            {
                found[image * slots * pixels + p].ShouldBe(alone[image * pixels + p], 2e-6 * most, $"pixel {p} of the projection");
            }
            for (int motion = 0; motion < Motions; motion++)
            {
                int at = image * Motions + motion;
                double forward = 0, size = 0, backward = 0;
                for (int p = 0; p < pixels; p++)
                {
                    double product = (double)gradient[image * pixels + p] * found[(image * slots + 1 + motion) * pixels + p];
                    (forward, size) = (forward + product, size + Math.Abs(product));
                }
                for (int corner = 0; corner < 4 * plan.Runs; corner++)
                {
                    int vertex = at * vertices + binding.RunVertices[corner], from = 2 * (4 * image * plan.Runs + corner);
                    backward += scales[at] * ((double)back[from] * vx[vertex] + (double)back[from + 1] * vy[vertex]);
                }
                size.ShouldBeGreaterThan(0);
                backward.ShouldBe(forward, 2e-6 * size, $"motion {motion} of image {image}");
            }
        }

        float[] Read(ArrayView<float> from)
        {
            float[] values = new float[from.Length];
            from.CopyToCPU(stream, values.AsSpan());
            stream.Synchronize();
            return values;
        }
    }

    // Vertices in pixels, each moved a little; some taps fall outside the image.
    private static float[] Points(SplatPlan binding, int axis) =>
        [.. Enumerable.Range(0, Images).SelectMany(image => Enumerable.Range(0, binding.VertexCount).Select(v =>
            (float)(7 + 3.5 * image + binding.RestVertices[3 * v + axis] / SmallWorld.Pixel + 0.3 * CounterRandom.Normal(9, 208, (ulong)axis, (ulong)image, (ulong)v))))];

    // Between -0.5 and 0.5: |x| + |y| stays below 1.
    private static float[] Random(int length, ulong which) => [.. Enumerable.Range(0, length).Select(i => (float)(CounterRandom.Uniform(9, 209, which, 0, (ulong)i) - 0.5))];
}
