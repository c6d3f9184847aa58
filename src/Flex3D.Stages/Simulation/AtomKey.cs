namespace Flex3D.Stages.Simulation;

/// <summary>An atom's name within a structure; atoms of two structures that share it are the same atom.</summary>
public readonly record struct AtomKey(string Chain, int Residue, string InsertionCode, string Name);
