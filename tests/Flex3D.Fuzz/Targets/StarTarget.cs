using System.Text;
using Flex3D.Fuzz.Mutation;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Fuzz.Targets;

/// <summary>STAR: tables as such, particles of RELION, and latents.</summary>
public sealed class StarTarget : IFuzzTarget
{
    private const string Stack = "/fuzz/stack.mrcs";
    private static readonly ParticleReadOptions s_options = new() { StackOverride = Stack, AmplitudeContrast = 0.1, AllowMissingCtf = true };
    private readonly List<byte[]> _files;
    private readonly TextMutator _text;

    /// <param name="put">Takes the stack that the tables name.</param>
    public StarTarget(Action<string, byte[]> put)
    {
        put(Stack, OneImage());
        _files = [Encoding.UTF8.GetBytes(Made), .. Corpus.Shared("awkward/star", "*.star", 1 << 13), .. Corpus.Shared("trpv1", "*.star", 1 << 13), .. Corpus.Shared("conventions", "*.star", 1 << 13)];
        string[] words = [.. _files.SelectMany(file => Encoding.UTF8.GetString(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(word => word[0] == '_' || word[^1] == '_' || word.StartsWith("data_", StringComparison.Ordinal)).Distinct()];
        _text = new TextMutator([.. words, "data_", "loop_", "_", "_a", ";\n", "#", "'a b'", "\"", "000001@s.mrcs", "0@s.mrcs", "@", "1@", "s.mrcs", "-1@s.mrcs", "[1,2]", "[", "[,]", "[nan]"], ["[", "'", "\"", ";\n", "loop_\n", "data_x\n", "_a 1\n"]);
    }

    public string Name => "star";

    public byte[] Mutate(FuzzRandom random) => random.OneIn(6)
        ? ByteMutator.Mutate(random.Pick(_files), random.Pick(_files), random)
        : _text.Mutate(random.Pick(_files), random.Pick(_files), random);

    public IReadOnlyList<Action<string>> Readers { get; } = [Rows, path => ParticleTableReader.Read(path, s_options), path => LatentReader.Read(path)];

    private static void Rows(string path)
    {
        using StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            while (reader.ReadRow())
            {
                _ = reader[reader.Columns.Count - 1];
            }
        }
    }

    private static byte[] OneImage()
    {
        byte[] stack = new byte[MrcHeader.Bytes + 4 * 64];
        MrcHeaderWriter.Fill(stack, 8, 1, isVolume: false, 2.5, new MrcStatistics(), "made");
        return stack;
    }

    private const string Made = """
        # version 30001
        data_optics

        loop_
        _rlnOpticsGroup #1
        _rlnOpticsGroupName #2
        _rlnVoltage #3
        _rlnSphericalAberration #4
        _rlnAmplitudeContrast #5
        _rlnImagePixelSize #6
        _rlnImageSize #7
        _rlnOddZernike #8
        1 "a group" 300 2.7 0.1 2.5 8 [0.1,0.2,0.3]

        data_particles

        loop_
        _rlnImageName #1
        _rlnAngleRot #2
        _rlnAngleTilt #3
        _rlnAnglePsi #4
        _rlnOriginXAngst #5
        _rlnOriginYAngst #6
        _rlnDefocusU #7
        _rlnDefocusV #8
        _rlnDefocusAngle #9
        _rlnOpticsGroup #10
        _rlnRandomSubset #11
        _flex3dLatent0 #12
        _flex3dLatent1 #13
        000001@stack.mrcs 10 20 30 1.5 -2 10000 9500 45 1 1 0.5 -0.25
        000002@stack.mrcs -10 120 3e1 0 0 12000 11500 -45 1 2 1 2
        000003@other.mrcs 1 2 3 4 5 12000 11500 5 1 1 0 0

        """;
}
