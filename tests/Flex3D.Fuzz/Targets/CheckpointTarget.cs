using Flex3D.Fuzz.Checkpoints;
using Flex3D.Fuzz.Mutation;
using Flex3D.Pipeline.Checkpoints;

namespace Flex3D.Fuzz.Targets;

/// <summary>Checkpoints, by the whole way on which training, a subspace and reconstruction go on from them; mostly with their checks made right again.</summary>
public sealed class CheckpointTarget : IFuzzTarget
{
    private readonly List<byte[]> _files =
    [
        CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false)), CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)),
        CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: false)), CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)),
        CheckpointBytes.Of(ReconstructionSample.Sections(1, insidePass: true)), CheckpointBytes.Of(ReconstructionSample.Sections(0, insidePass: true)),
        CheckpointBytes.Of(SubspaceSample.Sections(insidePass: false)), CheckpointBytes.Of(SubspaceSample.Sections(insidePass: true)),
    ];

    private readonly TextMutator _text = new(
        ["null", "null,", "[]", "[],", "[[],[],[],[]]", "[[null]]", "{}", "{},", "true", "false,", "\"NaN\",", "\"Infinity\",", "\"a\"", "-1,", "2147483648,", "1e400,", "\"epoch\":", "\"step\":", "\"history\":", "\"stopped\":", "\"curves\":", "\"openStep\":", "\"totals\":", "\"counted\":", "\"kind\":", "\"\\ud800\""],
        ["[", "{", "[[", "{\"a\":", "\""]);

    public string Name => "checkpoint";

    public string FileName => "checkpoint-000001.flexckpt";

    public byte[] Mutate(FuzzRandom random)
    {
        byte[] file = random.Pick(_files);
        if (random.OneIn(6))
        {
            return ByteMutator.Mutate(file, random.Pick(_files), random);
        }
        List<(byte[] Name, byte[] Content)> sections = CheckpointBytes.Sections(file);
        for (int i = random.Size(4); i > 0 && sections.Count > 0; i--)
        {
            Once(sections, random);
        }
        uint version = random.OneIn(20) ? (uint)random.Bits() : CheckpointBytes.Version, count = random.OneIn(20) ? (uint)random.Pick(Extremes.Whole) : (uint)sections.Count;
        file = CheckpointBytes.Join(version, count, sections);
        return random.OneIn(10) ? ByteMutator.Mutate(file, random.Pick(_files), random) : file;
    }

    public IReadOnlyList<Action<string>> Readers { get; } = [path => Restore(path)];

    private void Once(List<(byte[] Name, byte[] Content)> sections, FuzzRandom random)
    {
        int at = random.Below(sections.Count), other = random.Below(sections.Count);
        (byte[] name, byte[] content) = sections[at];
        switch (random.Below(10))
        {
            case 0:
                sections.RemoveAt(at);
                break;
            case 1:
                sections.Insert(other, sections[at]);
                break;
            case 2:
                sections[at] = (sections[other].Name, content);
                break;
            case 3:
                sections[at] = (ByteMutator.Mutate(name, sections[other].Name, random), content);
                break;
            case 4: // of another file
                sections[at] = (name, random.Pick(CheckpointBytes.Sections(random.Pick(_files))).Content);
                break;
            default:
                bool isText = content.Length > 0 && content[0] == '{';
                sections[at] = (name, isText && random.Below(4) > 0 ? _text.Mutate(content, sections[other].Content, random) : ByteMutator.Mutate(content, sections[other].Content, random));
                break;
        }
    }

    private static void Restore(string path)
    {
        using CheckpointReader checkpoint = new CheckpointFolder(Path.GetDirectoryName(path)!).OpenNewest()!;
        CheckpointIdentity.Require(checkpoint, TrainingSample.Identity);
        if (checkpoint.Has("training"))
        {
            _ = TrainingSample.Restore(checkpoint);
        }
        else if (checkpoint.Has("subspace"))
        {
            _ = SubspaceSample.Restore(checkpoint);
        }
        else
        {
            _ = ReconstructionSample.Restore(checkpoint);
        }
    }
}
