using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>Writes and reads <see cref="WireMessage"/>s for the actor system: see <see cref="WireCodec"/>.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 3301;

    public override string Manifest(object o) => WireCodec.ManifestOf(o);

    public override byte[] ToBinary(object obj) => WireCodec.Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => WireCodec.Read(manifest, bytes);
}

/// <summary>Stands where the actor system has serializers that make objects of a type that the sender names: it neither writes nor reads anything.</summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <summary>The constructor of a serializer for which the actor system has settings.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system) => _ = settings;

    public override int Identifier => 3302;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} is not sent to other machines");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("only messages of Flex3D are read");
}

/// <summary>Of the actor system's own messages, lets those pass by which nodes look for an actor and watch each other; not those that carry exceptions or configuration.</summary>
public sealed class WatchSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly string[] Read = ["ID", "AID", "RWHB", "RWHR"];

    private readonly Akka.Remote.Serialization.MiscMessageSerializer _all = new(system);

    public override int Identifier => _all.Identifier;

    public override string Manifest(object o) => _all.Manifest(o);

    public override byte[] ToBinary(object obj) => _all.ToBinary(obj);

    public override object FromBinary(byte[] bytes, string manifest) =>
        Read.Contains(manifest, StringComparer.Ordinal) ? _all.FromBinary(bytes, manifest) : throw new SerializationException($"messages '{manifest}' are not read");
}
