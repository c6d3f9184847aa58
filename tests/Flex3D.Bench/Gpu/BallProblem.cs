using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Priors;
using Flex3D.Tests.Worlds;

namespace Flex3D.Bench.Gpu;

/// <summary>A ball of voxels of 1 Å on a regular mesh, the default network, and particles at random poses whose images are noise: the work of training without its data.</summary>
internal sealed class BallProblem
{
    private const int DifferentImages = 64;
    private const float Spread = 0.3f;

    /// <param name="particles">Particles of the table; they share a few images.</param>
    public BallProblem(GpuBenchSettings settings, int particles)
    {
        int box = settings.Box;
        double radius = Math.Cbrt(0.75 / Math.PI * settings.Voxels);
        if (radius > box / 2 - 2)
        {
            throw new ArgumentException($"a ball of {settings.Voxels} voxels does not fit a box of {box}: take a larger --box or fewer --voxels");
        }
        Map = new DensityMap(box, 1);
        for (int i = 0; i < Map.Values.Length; i++)
        {
            double x = i % box - box / 2, y = i / box % box - box / 2, z = i / box / box - box / 2;
            Map.Values[i] = x * x + y * y + z * z < radius * radius ? 1 : 0;
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Map, null, new MeshOptions { CellsAcrossBox = settings.Cells });
        Problem = new EngineProblem(box, 1, mesh, VoxelBinder.Bind(mesh, Map), new FlowArchitecture(2, 6, 64, mesh.VertexCount, anchored: true));
        Model = new ModelSnapshot([.. Enumerable.Repeat(1f, Problem.Binding.Count)], new FlowNetwork(Problem.Flow).Initialise(1), PriorStrengths.None.With(RigidityPrior.Name, 1));
        Table = Particles(particles);
        float[][] images = [.. Enumerable.Range(0, Math.Min(DifferentImages, particles)).Select(image => Noise(box * box, image))];
        Images = [.. Enumerable.Range(0, particles).Select(particle => images[particle % images.Length])];
    }

    public EngineProblem Problem { get; }

    /// <summary>1 in the ball and 0 around it: mask and density.</summary>
    public DensityMap Map { get; }

    public ModelSnapshot Model { get; }

    /// <summary>A linear density model with a component for each latent.</summary>
    public ModelSnapshot LinearModel => new(Model.Voxels) { Components = Noise(Problem.Flow.LatentDimension * Problem.Binding.Count, DifferentImages) };
    public ParticleTable Table { get; }

    /// <summary>[particle] its pixels.</summary>
    public IReadOnlyList<float[]> Images { get; }

    /// <summary>The first particles, ready for the loss.</summary>
    public ImageShard Shard(int count) => new MemorySource(Table, Images).Shard([.. Enumerable.Range(0, count)]);

    /// <summary>Random latents, [row][K].</summary>
    public float[] Latents(int rows) => [.. Noise(rows * Problem.Flow.LatentDimension, -1).Select(value => Spread * value)];

    private static float[] Noise(int count, int stream) =>
        [.. Enumerable.Range(0, count).Select(i => (float)CounterRandom.Normal(1, 105, 0, (ulong)(stream + 1), (ulong)i))];

    private static ParticleTable Particles(int count)
    {
        var optics = new OpticsGroup { Number = 1, Name = "one", VoltageKilovolt = 300, SphericalAberrationMillimetre = 2.7, AmplitudeContrast = 0.1, PixelSizeAngstrom = 1 };
        return new ParticleTable("memory", ["memory.mrcs"], [optics], Enumerable.Range(0, count).Select(particle =>
        {
            double Next(int draw) => CounterRandom.Uniform(1, 106, 0, (ulong)particle, (ulong)draw);
            Rotation pose = Rotation.FromEulerDegrees(360 * Next(0), Math.Acos(1 - 2 * Next(1)) * 180 / Math.PI, 360 * Next(2));
            return new Particle(0, particle, pose, 0, 0, 12000, 12000, 0, 0, 0, 1, 1, 0, 1, particle);
        }));
    }
}
