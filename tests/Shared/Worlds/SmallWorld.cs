using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;

namespace Flex3D.Tests.Worlds;

/// <summary>A molecule of a few blobs in a small box, its mesh and network, and particles at random poses: what the engine and all above it are tried on.</summary>
internal sealed class SmallWorld
{
    private readonly RealFft2 _fft;
    private readonly SplatPlan _plan;
    private readonly float[] _rest;
    private readonly float[] _compensation;

    public SmallWorld(int box = 16, int particles = 12, int latentDimension = 2, int cellsAcross = 4, OpticsGroup? optics = null, bool anchored = true, double defocus = 12000)
    {
        Box = box;
        Density = Blobs(box);
        Mask = Sphere(box, 0.40);
        Mesh = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = cellsAcross });
        Binding = VoxelBinder.Bind(Mesh, Mask);
        Problem = new EngineProblem(box, Pixel, Mesh, Binding, new FlowArchitecture(latentDimension, 2, 32, Mesh.VertexCount, anchored));
        Network = new FlowNetwork(Problem.Flow, Mesh.Mobility);
        Voxels = [.. Binding.Voxels.Select((flat, i) => Density.Values[flat] * Binding.Mask[i])];
        Table = Particles(particles, optics ?? Optics(), defocus);
        _fft = new RealFft2(box);
        _plan = SplatPlan.Create(Mesh, Binding);
        _rest = VertexProjection.ByAxis(_plan.RestVertices);
        _compensation = SplineCompensation.Weights(box);
    }

    public const double Pixel = 4;

    public int Box { get; }
    public DensityMap Density { get; }
    public DensityMap Mask { get; }
    public TetrahedralMesh Mesh { get; }
    public VoxelBinding Binding { get; }
    public EngineProblem Problem { get; }
    public FlowNetwork Network { get; }
    public ParticleTable Table { get; }

    /// <summary>The density inside the mask, in the binding's order.</summary>
    public float[] Voxels { get; }

    public static OpticsGroup Optics() => new()
    {
        Number = 1,
        Name = "one",
        VoltageKilovolt = 300,
        SphericalAberrationMillimetre = 2.7,
        AmplitudeContrast = 0.1,
        PixelSizeAngstrom = Pixel,
    };

    /// <summary>Parameters whose flow is a few Å and different at every vertex.</summary>
    public float[] LivelyFlow(ulong seed = 3, float gain = 60)
    {
        float[] parameters = Network.Initialise(seed);
        for (int i = Network.OutputWeights; i < parameters.Length; i++)
        {
            parameters[i] *= gain;
        }
        return parameters;
    }

    /// <summary>Parameters whose flow is exactly z₀ · field(vertex), Å: two ReLU units carry z₀ and −z₀ through the layers.</summary>
    public float[] LinearFlow(Func<double, double, double, (double X, double Y, double Z)> field)
    {
        float[] parameters = new float[Network.ParameterCount];
        (parameters[Network.WeightsOf(0)], parameters[Network.WeightsOf(0) + 1]) = (1, -1);
        (parameters[Network.WeightsOf(1)], parameters[Network.WeightsOf(1) + Network.HiddenStride + 1]) = (1, 1);
        for (int v = 0; v < Mesh.VertexCount; v++)
        {
            (double x, double y, double z) = field(Mesh.Vertices[3 * v], Mesh.Vertices[3 * v + 1], Mesh.Vertices[3 * v + 2]);
            double[] move = [x, y, z];
            for (int axis = 0; axis < 3; axis++)
            {
                float weight = (float)(move[axis] / FlowNetwork.OutputUnitAngstrom);
                parameters[Network.OutputWeights + axis * Mesh.VertexCount + v] = weight;
                parameters[Network.OutputWeights + Network.OutputStride + axis * Mesh.VertexCount + v] = -weight;
            }
        }
        return parameters;
    }

    /// <summary>Flow of one latent, [3][V].</summary>
    public float[] Flow(float[] parameters, ReadOnlySpan<float> latent)
    {
        float[] flow = new float[3 * Mesh.VertexCount];
        Network.Forward(parameters, latent, 1, flow, Network.CreateWorkspace(1));
        return flow;
    }

    /// <summary>The CTF-filtered projection of one particle in real space, [y][x]; an empty flow is rigid.</summary>
    public float[] Project(int particle, float[] voxels, float[] flow, bool ctf = true)
    {
        float[] pose = new MemorySource(Table, [.. Enumerable.Repeat(new float[Box * Box], Table.Count)]).Shard(particle).Pose;
        float[] qx = new float[_plan.VertexCount], qy = new float[_plan.VertexCount], image = new float[Box * Box];
        VertexProjection.Project(_rest, flow, Mesh.VertexCount, pose, qx, qy);
        ConvectionProjection.Project(_plan, voxels, qx, qy, Box, image, new SplatScratch());
        float[] factor = [.. _compensation], transfer = new float[factor.Length];
        Ctf.Of(Table[particle], Table.Optics[0]).Evaluate(Box, Pixel, transfer);
        for (int k = 0; ctf && k < factor.Length; k++)
        {
            factor[k] *= transfer[k];
        }
        return Filter(image, factor);
    }

    /// <summary>An image times a real factor on its half spectrum.</summary>
    public float[] Filter(float[] image, float[] factor)
    {
        float[] re = new float[_fft.SpectrumLength], im = new float[_fft.SpectrumLength], scratch = new float[_fft.ScratchLength], result = new float[image.Length];
        _fft.Forward(image, re, im, scratch);
        for (int k = 0; k < re.Length; k++)
        {
            (re[k], im[k]) = (re[k] * factor[k], im[k] * factor[k]);
        }
        _fft.Inverse(re, im, result, scratch);
        return result;
    }

    public static void AddNoise(float[] image, ulong particle, double deviation = 1)
    {
        for (int i = 0; i < image.Length; i++)
        {
            image[i] += (float)(deviation * CounterRandom.Normal(17, 101, 0, particle, (ulong)i));
        }
    }

    /// <summary>All particles' images in one shard.</summary>
    public ImageShard Shard(IReadOnlyList<float[]> images) => new MemorySource(Table, images).Shard();

    /// <summary>Images with the particles' poses but of a lively flow, with a little noise: something to have gradients on.</summary>
    public ImageShard LivelyShard(double noise = 0.2)
    {
        float[] parameters = LivelyFlow(seed: 11);
        return Shard([.. Enumerable.Range(0, Table.Count).Select(p =>
        {
            float[] image = Project(p, Voxels, Flow(parameters, Latents(p, 5)));
            AddNoise(image, (ulong)p, noise);
            return image;
        })]);
    }

    /// <summary>A random latent of a particle.</summary>
    public float[] Latents(int particle, ulong seed) =>
        [.. Enumerable.Range(0, Problem.Flow.LatentDimension).Select(k => (float)(0.5 * CounterRandom.Normal(seed, 102, 0, (ulong)particle, (ulong)k)))];

    /// <summary>Random latents of all particles, [particle][K].</summary>
    public float[] AllLatents(ulong seed) => [.. Enumerable.Range(0, Table.Count).SelectMany(p => Latents(p, seed))];

    public static DensityMap Blobs(int n)
    {
        var map = new DensityMap(n, Pixel);
        for (int blob = 0; blob < 9; blob++)
        {
            double Next(int draw, double reach) => n / 2 + reach * n * (2 * CounterRandom.Uniform(23, 103, 0, (ulong)blob, (ulong)draw) - 1);
            double bx = Next(0, 0.26), by = Next(1, 0.17), bz = Next(2, 0.17), width = 0.006 * n * n;
            for (int i = 0; i < map.Values.Length; i++)
            {
                double dx = i % n - bx, dy = i / n % n - by, dz = i / n / n - bz;
                map.Values[i] += (float)Math.Exp(-(dx * dx + dy * dy + dz * dz) / width);
            }
        }
        return map;
    }

    /// <summary>1 within a sphere of a fraction of the box, with an edge two voxels wide.</summary>
    public static DensityMap Sphere(int n, double fraction)
    {
        var map = new DensityMap(n, Pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double dx = i % n - n / 2, dy = i / n % n - n / 2, dz = i / n / n - n / 2;
            map.Values[i] = (float)Math.Clamp((fraction * n - Math.Sqrt(dx * dx + dy * dy + dz * dz)) / 2 + 0.5, 0, 1);
        }
        return map;
    }

    private static ParticleTable Particles(int count, OpticsGroup optics, double defocus) => new("memory", ["memory.mrcs"], [optics], Enumerable.Range(0, count).Select(p =>
    {
        double Next(int draw) => CounterRandom.Uniform(29, 104, 0, (ulong)p, (ulong)draw);
        Rotation pose = Rotation.FromEulerDegrees(360 * Next(0), Math.Acos(1 - 2 * Next(1)) * 180 / Math.PI, 360 * Next(2));
        return new Particle(0, p, pose, 6 * (Next(3) - 0.5), 6 * (Next(4) - 0.5), defocus * (0.8 + 0.4 * Next(5)), defocus, 180 * Next(6), 0, 0, 1, 1, 0, 1 + p % 2, p);
    }));
}
