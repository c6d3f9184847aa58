using System.Runtime.InteropServices;
using System.Text;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>One committed state of a model as plain data, which is sent to each machine once a step, without the arrays that the machine holds already.</summary>
/// <param name="Version">Version of the model.</param>
/// <param name="Head">Its numbers and settings, JSON.</param>
/// <param name="Parts">Its arrays, each name once.</param>
public sealed record ModelParts(ModelVersion Version, byte[] Head, IReadOnlyList<ModelPart> Parts)
{
    /// <summary>Returns the values of an array; null where the model has none of that name.</summary>
    public float[]? Find(string name) => Parts.FirstOrDefault(part => part.Name == name)?.Values;

    /// <summary>Returns the values of an array that every model of its kind has.</summary>
    /// <exception cref="Faults.InvariantException">This model has none of that name.</exception>
    public float[] Get(string name)
    {
        float[]? values = Find(name);
        ShardWire.Require(values is not null, $"a model came without its array '{name}'");
        return values!;
    }

    /// <summary>Writes the model: version, head and, for each array, its name, its hash and, unless the receiver holds it, its values.</summary>
    /// <param name="held">Returns whether the receiver holds an array of this name and hash.</param>
    public void Write(Stream stream, Func<ModelPart, bool> held)
    {
        ShardWire.Write<int>(stream, [Version.Phase, Version.Step, Parts.Count]);
        ShardWire.Write<byte>(stream, Head);
        foreach (ModelPart part in Parts)
        {
            ShardWire.Write<byte>(stream, Encoding.UTF8.GetBytes(part.Name));
            UInt128 hash = part.Hash;
            ShardWire.Write<ulong>(stream, MemoryMarshal.Cast<UInt128, ulong>(new ReadOnlySpan<UInt128>(in hash)));
            bool there = held(part);
            ShardWire.Write<int>(stream, [there ? 1 : 0]);
            ShardWire.Write<float>(stream, there ? [] : part.Values);
        }
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <param name="held">The arrays that the receiver holds, by name; replaced by those of this model.</param>
    /// <exception cref="Faults.InvariantException">The bytes are not such a model, or an array is not held and was not sent.</exception>
    public static ModelParts Read(ReadOnlySpan<byte> bytes, IDictionary<string, ModelPart> held)
    {
        int[] numbers = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(numbers.Length == 3 && numbers[2] is >= 0 and <= 64, "the first numbers of a model are not valid");
        byte[] head = ShardWire.Read<byte>(ref bytes);
        var parts = new ModelPart[numbers[2]];
        for (int i = 0; i < parts.Length; i++)
        {
            string name = Encoding.UTF8.GetString(ShardWire.Read<byte>(ref bytes));
            ulong[] words = ShardWire.Read<ulong>(ref bytes);
            ShardWire.Require(words.Length == 2, "an array of a model has no hash");
            UInt128 hash = MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes<ulong>(words));
            int[] there = ShardWire.Read<int>(ref bytes);
            float[] values = ShardWire.Read<float>(ref bytes);
            ModelPart? part = there is [1] ? held.TryGetValue(name, out ModelPart? known) ? known : null : ModelPart.Of(name, values);
            ShardWire.Require(part is not null && part.Hash == hash, $"the array '{name}' of a model is not the one that was sent");
            parts[i] = part!;
        }
        ShardWire.Require(bytes.IsEmpty, "bytes follow the end of a model");
        foreach (ModelPart part in parts)
        {
            held[part.Name] = part;
        }
        return new(new ModelVersion(numbers[0], numbers[1]), head, parts);
    }
}
