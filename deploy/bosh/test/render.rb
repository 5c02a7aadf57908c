#!/usr/bin/env ruby
# Renders the templates of a job as BOSH does: render.rb JOB INPUT.yml OUTPUT-FOLDER
#
# INPUT.yml has properties, links (each with type, instances and properties), and deployment. A property that the job's
# spec does not name cannot be seen by a template, nor one of a link that the providing job does not share.
require 'erb'
require 'fileutils'
require 'yaml'

NOTHING = Object.new

def dig(tree, path)
  path.split('.').reduce(tree) { |at, key| at.is_a?(Hash) && at.key?(key) ? at[key] : (return NOTHING) }
end

def put(tree, path, value)
  *above, last = path.split('.')
  section = above.reduce(tree) { |at, key| at[key].is_a?(Hash) ? at[key] : (at[key] = {}) }
  return if value.nil? && section.key?(last)

  section[last] = value
end

def copy(value)
  Marshal.load(Marshal.dump(value))
end

# What the names of a spec show of properties: defaults where nothing is given, and nil where there is no default.
def visible(names, given)
  names.each_with_object({}) do |(name, definition), seen|
    value = dig(given, name)
    put(seen, name, copy(value.equal?(NOTHING) ? (definition || {})['default'] : value))
  end
end

# Finds properties as BOSH's templates do.
module Lookup
  def p(names, default = NOTHING)
    Array(names).each do |name|
      value = dig(properties, name)
      return value unless value.equal?(NOTHING) || value.nil?
    end
    return default unless default.equal?(NOTHING)

    raise "Can't find property '#{Array(names).join("', or '")}'"
  end

  def if_p(*names)
    values = names.map { |name| dig(properties, name) }
    return Otherwise.new(true) if values.any? { |value| value.equal?(NOTHING) || value.nil? }

    yield(*values)
    Otherwise.new(false)
  end
end

# What comes after if_p or if_link.
class Otherwise
  def initialize(needed)
    @needed = needed
  end

  def else
    yield if @needed
  end
end

Instance = Struct.new(:address, :name, :index)
Spec = Struct.new(:deployment, :name, :address, :index)

# Another job that this one consumes.
class Link
  include Lookup
  attr_reader :instances, :properties

  def initialize(given, shared)
    @instances = (given['instances'] || []).map { |each| Instance.new(each['address'], each['name'], 0) }
    @properties = shared.nil? ? given['properties'] : visible(shared, given['properties'])
  end
end

# What a template sees.
class Context
  include Lookup
  attr_reader :properties, :spec

  def initialize(properties, links, spec)
    @properties = properties
    @links = links
    @spec = spec
  end

  def link(name)
    @links.fetch(name) { raise "Can't find link '#{name}'" }
  end

  def if_link(name)
    return Otherwise.new(true) unless @links.key?(name)

    yield @links[name]
    Otherwise.new(false)
  end

  def render(template)
    ERB.new(template, trim_mode: '-').result(binding)
  end
end

def spec_of(job)
  YAML.load_file(File.join(__dir__, '..', 'jobs', job, 'spec'))
end

job, input, output = ARGV
given = YAML.load_file(input)
spec = spec_of(job)
broker = spec_of('broker')
shared = broker['provides'].first['properties'].to_h { |name| [name, broker['properties'].fetch(name, {})] }
consumed = (spec['consumes'] || []).map { |link| link['name'] }
links = (given['links'] || {}).slice(*consumed).to_h do |name, link|
  [name, Link.new(link, name == 'broker' ? shared : nil)]
end

spec['templates'].each do |template, target|
  source = File.read(File.join(__dir__, '..', 'jobs', job, 'templates', template))
  context = Context.new(
    visible(spec['properties'], given['properties'] || {}), links,
    Spec.new(given['deployment'] || 'deployment', job, '10.0.0.1', 0)
  )
  file = File.join(output, target)
  FileUtils.mkdir_p(File.dirname(file))
  File.write(file, template.end_with?('.erb') ? context.render(source) : source)
rescue StandardError => e
  abort "#{job}/#{template}: #{e.message}"
end
