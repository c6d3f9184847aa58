using System.Buffers.Binary;
using System.Text;
using Flex3D.Fuzz.Mutation;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Fuzz.Targets;

/// <summary>Datasets of cryoSPARC in both forms, as particles, joined on uid, and as latents.</summary>
public sealed class CsTarget : IFuzzTarget
{
    private const string Stack = "/fuzz/stack.mrcs", Passthrough = "/fuzz/passthrough.cs";
    private static readonly ParticleReadOptions s_options = new() { StackOverride = Stack, AmplitudeContrast = 0.1, AllowMissingCtf = true, Passthrough = [Passthrough] };
    private readonly List<byte[]> _files;
    private readonly TextMutator _text;

    /// <param name="put">Takes the stack that the datasets name and the dataset they are joined with.</param>
    public CsTarget(Action<string, byte[]> put)
    {
        byte[] own = CsFiles.Npy(4);
        put(Stack, new byte[8]);
        put(Passthrough, own);
        _files = [own, CsFiles.CsDat(4, packed: false), CsFiles.CsDat(4, packed: true), .. Corpus.Shared("awkward/cs", "*.cs", 1 << 14)];
        _text = new TextMutator(
            ["'<f4'", "'|S0'", "'|S1048576'", "'<U1048576'", "'|O'", "\"|O\"", "(3,)", "(0,)", "(1048576,)", "(65536, 65536)", "(1024, 1024)", "[3]", "[0]", "[-1]", "[65536, 65536]", "'descr':", "'shape':", "('uid',", "'<u8')", "'blob/path'", "\"lz4\"", "null", "[]", "{}", "True,", "'flex3d/latent'", "('components_mode_0/value',", "(2147483647,)", "(9223372036854775807,)", "\"length\":", "2147483647,", "-1,"],
            ["[", "(", "{", "'", "\\", "{'a': ", "{\"a\": ", "("]);
    }

    public string Name => "cs";

    public byte[] Mutate(FuzzRandom random)
    {
        byte[] file = random.Pick(_files);
        if (random.Below(4) > 0)
        {
            file = NpyFrame.IsMagic(file) ? WithNpyHeader(file, random) : CsDatReader.IsMagic(file) ? WithCsDatHeader(file, random) : file;
        }
        return random.Below(2) == 0 ? file : ByteMutator.Mutate(file, random.Pick(_files), random);
    }

    public IReadOnlyList<Action<string>> Readers { get; } =
        [path => CsFile.Read(path), path => ParticleTableReader.Read(path, s_options), path => LatentReader.Read(path, null, Passthrough)];

    // The literal damaged, its frame made right again.
    private byte[] WithNpyHeader(byte[] file, FuzzRandom random)
    {
        int start = file[6] == 1 ? 10 : 12;
        int length = start == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8));
        byte[] literal = file[start..(start + length)];
        byte[] data = file[(start + length)..];
        literal = _text.Mutate(literal, literal, random);
        return [.. NpyFrame.Write(Encoding.Latin1.GetString(literal)), .. data];
    }

    // The JSON damaged and its length made right again, or the length of a column changed.
    private byte[] WithCsDatHeader(byte[] file, FuzzRandom random)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(6));
        byte[] json = file[10..(10 + length)], columns = file[(10 + length)..];
        if (random.OneIn(3))
        {
            int at = 0; // walk to a column's size
            for (int skip = random.Below(16); skip > 0 && at + 4 <= columns.Length; skip--)
            {
                at += 4 + (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(columns.AsSpan(at)), (uint)columns.Length);
            }
            Extremes.Write(columns.AsSpan(Math.Min(at, columns.Length)), random);
        }
        else
        {
            json = _text.Mutate(json, json, random);
        }
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, json.Length);
        return [.. file.AsSpan(0, 6), .. size, .. json, .. columns];
    }
}
